import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { notificationSettings } from './notification-settings';

const read = (notifications: JsonObject) =>
  notificationSettings(
    mockServices.rootConfig({ data: { dbaas: { notifications } } }),
  );

describe('notificationSettings', () => {
  it('has defaults', () => {
    expect(notificationSettings(mockServices.rootConfig())).toEqual({
      enabled: true,
      delayMs: {
        failed: 30_000,
        degraded: 120_000,
        approval: 10_000,
        ready: 10_000,
      },
      intervalMs: 3_600_000,
      storm: 10,
    });
  });

  it('takes durations in words and as objects', () => {
    expect(
      read({
        enabled: false,
        delay: { failed: '1m', ready: { seconds: 1 } },
        interval: 'PT2H',
        storm: 3,
      }),
    ).toEqual({
      enabled: false,
      delayMs: {
        failed: 60_000,
        degraded: 120_000,
        approval: 10_000,
        ready: 1_000,
      },
      intervalMs: 7_200_000,
      storm: 3,
    });
  });

  it.each([0, 1.5])('refuses a storm of %s', storm => {
    expect(() => read({ storm })).toThrow(
      `dbaas.notifications.storm is ${storm}`,
    );
  });
});
