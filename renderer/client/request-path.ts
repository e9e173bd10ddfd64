import type { ClientRequest } from '../../shared/protocol/protocol.ts';

/** Path and query of the GET that answers a request. */
export function requestPath(request: ClientRequest): string {
  switch (request.type) {
    case 'services':
    case 'overview':
    case 'alerts':
      return `/api/v1/${request.type}`;
    case 'service':
      return `/api/v1/services/${encodeURIComponent(request.id)}`;
    case 'history': {
      const { id, from, to, step } = request;
      return `/api/v1/services/${encodeURIComponent(id)}/history${query({ from, to, step })}`;
    }
    case 'incidents': {
      const { service, before, limit } = request;
      return `/api/v1/incidents${query({ service, before, limit })}`;
    }
    case 'incident':
      return `/api/v1/incidents/${encodeURIComponent(request.id)}`;
    case 'notifications': {
      const { before, limit } = request;
      return `/api/v1/notifications${query({ before, limit })}`;
    }
  }
}

function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters}`;
}
