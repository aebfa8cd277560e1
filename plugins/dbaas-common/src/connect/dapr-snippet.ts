import type { Connection } from '../api/database-service';
import { shellQuote } from './shell-quote';

type DaprComponent = Connection['daprComponents'][number];

const SIDECAR = 'http://localhost:3500/v1.0';

/** Calls of the Dapr sidecar (API v1.0), one block per component. */
export function dapr({ daprComponents }: Connection): string {
  return daprComponents
    .map(component => [...intro(component), ...calls(component)].join('\n'))
    .join('\n\n');
}

function intro({ name, scopes }: DaprComponent): string[] {
  const apps = scopes.length > 0 ? scopes.join(', ') : 'every application';
  return [`# ${name}, for ${apps}`];
}

function calls({ name, type }: DaprComponent): string[] {
  if (type.startsWith('state.')) {
    const state = `${SIDECAR}/state/${name}`;
    const body = JSON.stringify([{ key: 'greeting', value: 'hello' }]);
    return [
      `curl --json ${shellQuote(body)} ${shellQuote(state)}`,
      `curl ${shellQuote(`${state}/greeting`)}`,
    ];
  }
  if (type.startsWith('bindings.')) {
    const body = JSON.stringify({
      operation: 'query',
      metadata: { sql: 'SELECT current_user' },
    });
    return [
      `curl --json ${shellQuote(body)} ${shellQuote(
        `${SIDECAR}/bindings/${name}`,
      )}`,
    ];
  }
  if (type.startsWith('configuration.')) {
    return [
      `curl ${shellQuote(`${SIDECAR}/configuration/${name}?key=greeting`)}`,
    ];
  }
  return [`# A component of type ${type}: see the Dapr documentation.`];
}
