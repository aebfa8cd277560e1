import type {
  AuditorService,
  PermissionsRegistryService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';

/** Everybody may see everything, so no rule is ever asked for. */
export const NO_CONDITIONS: PermissionsRegistryService = {
  addResourceType: () => {},
  addPermissions: () => {},
  addPermissionRules: () => {},
  getPermissionRuleset: () => ({
    getRuleByName: name => {
      throw new Error(`Nobody should ask for rule ${name}.`);
    },
  }),
};

/** Tasks are never due: nothing is old enough to be forgotten. */
export const NO_SCHEDULER: SchedulerService = {
  triggerTask: async () => {},
  cancelTask: async () => {},
  scheduleTask: async () => {},
  createScheduledTaskRunner: () => ({ run: async () => {} }),
  getScheduledTasks: async () => [],
};

/** Events that no other plugin listens to. */
export const NO_EVENTS: EventsService = {
  publish: async () => {},
  subscribe: async () => {},
};

/** Notifications that go to nobody: the services of the bench have no owners. */
export const NO_NOTIFICATIONS: NotificationService = {
  send: async () => {},
};

/** An audit log that nobody reads. */
export const NO_AUDIT: AuditorService = {
  createEvent: async () => ({
    success: async () => {},
    fail: async () => {},
  }),
};

const counter = () => ({ add: () => {} });
const histogram = () => ({ record: () => {} });
const observable = () => ({ addCallback: () => {}, removeCallback: () => {} });

/** Metrics as they are without an OpenTelemetry SDK in the backend. */
export const NO_METRICS: MetricsService = {
  createCounter: counter,
  createUpDownCounter: counter,
  createHistogram: histogram,
  createGauge: histogram,
  createObservableCounter: observable,
  createObservableUpDownCounter: observable,
  createObservableGauge: observable,
};
