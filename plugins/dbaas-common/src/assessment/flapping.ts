import { durationInWords, isOlderThan } from '../resources/timing';
import type { FindingRule } from './finding-rule';
import { refOf } from './resource-nodes';

const WINDOW_SECONDS = 3600;
/** Three times broken and well again. */
const MANY = 6;

/**
 * A service that is well at one moment and not at the next is neither: how often it
 * changes says more than its last state.
 */
export const flappingRule: FindingRule = {
  name: 'state that comes and goes',
  find: ({ nodes: [root], context }) => {
    const recent = (context.stateChanges ?? [])
      .filter(at => !isOlderThan(at, WINDOW_SECONDS, context))
      .sort();
    return recent.length < MANY
      ? []
      : [
          {
            code: 'service.flapping',
            severity: 'warning',
            audience: 'platform',
            message: `The service has changed between working and not working ${
              recent.length
            } times within ${durationInWords(WINDOW_SECONDS)}.`,
            nextStep:
              'Look at what changes at these times, such as restarts and failovers of the server.',
            evidence: [
              {
                resource: refOf(root),
                path: 'history',
                value: recent.join(', '),
              },
            ],
            since: recent[0],
          },
        ];
  },
};
