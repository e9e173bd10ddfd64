import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { DashboardActions, DashboardState, DashboardStore } from './dashboard-store.ts';

export const StoreContext = createContext<DashboardStore | null>(null);

export function useDashboard<Value>(select: (state: DashboardState & DashboardActions) => Value): Value {
  const store = use(StoreContext);
  if (store === null) throw new Error('a view was rendered outside of StoreContext');
  return useStore(store, select);
}
