import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { DashboardActions, DashboardState, DashboardStore } from './dashboard-store.ts';

const OUTSIDE = 'a view was rendered outside of StoreContext';

export const StoreContext = createContext<DashboardStore | null>(null);

/** The time when it is called, for what a person does at that moment. */
export function useNow(): () => number {
  const store = use(StoreContext);
  if (store === null) throw new Error(OUTSIDE);
  return () => store.getState().now;
}

export function useDashboard<Value>(select: (state: DashboardState & DashboardActions) => Value): Value {
  const store = use(StoreContext);
  if (store === null) throw new Error(OUTSIDE);
  return useStore(store, select);
}
