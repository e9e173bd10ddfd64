import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { pageAddress } from './client/page-address.ts';
import { browserPage } from './client/browser-page.ts';
import { createWebClient } from './client/web-client.ts';
import { createWindowClient } from './client/window-client.ts';
import { createDashboardStore } from './store/dashboard-store.ts';
import { startDashboard } from './store/start-dashboard.ts';
import { StoreContext } from './store/store-context.ts';
import { DashboardPage } from './views/dashboard-page.tsx';
import './styles/index.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no element with the id "root"');

const store = createDashboardStore(Date.now());
const { bellwether } = window;
const client =
  bellwether === undefined ? createWebClient(pageAddress(location.href)) : createWindowClient(bellwether);
startDashboard(client, browserPage, store);

createRoot(root).render(
  <StrictMode>
    <StoreContext value={store}>
      <DashboardPage />
    </StoreContext>
  </StrictMode>,
);
