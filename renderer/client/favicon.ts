import type { OverallStatus } from '../../shared/domain/overview.ts';

/* Shape and colour both tell; the colours keep 3:1 on the light and the dark tab strips of browsers. */
const DRAWINGS: Readonly<Record<OverallStatus, string>> = {
  up: `<circle cx="16" cy="16" r="14" fill="#178a53"/><path d="m9 17 5 5 9-11" stroke="#fff" stroke-width="4" fill="none"/>`,
  degraded: `<path d="M16 2 31 29H1Z" fill="#c27803"/><path d="M16 11v9m0 3v3" stroke="#fff" stroke-width="4"/>`,
  down: `<path d="M10 2h12l8 8v12l-8 8H10l-8-8V10Z" fill="#d92d3a"/><path d="m10 10 12 12m0-12L10 22" stroke="#fff" stroke-width="4"/>`,
  unknown: `<circle cx="16" cy="16" r="12" fill="none" stroke="#7a8591" stroke-width="5" stroke-dasharray="6.3"/>`,
  offline: `<circle cx="16" cy="16" r="12" fill="none" stroke="#7a8591" stroke-width="5"/><path d="M7 25 25 7" stroke="#7a8591" stroke-width="5"/>`,
  stale: `<circle cx="16" cy="16" r="12" fill="none" stroke="#7a8591" stroke-width="5"/><path d="M16 8v9l5 4" stroke="#7a8591" stroke-width="4" fill="none"/>`,
  paused: `<rect x="2" y="2" width="28" height="28" rx="8" fill="#7a68c8"/><path d="M12 9v14m8-14v14" stroke="#fff" stroke-width="4"/>`,
};

export function faviconOf(status: OverallStatus): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${DRAWINGS[status]}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
