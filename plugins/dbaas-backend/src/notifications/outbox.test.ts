import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  notificationService,
  type NotificationSendOptions,
  type NotificationService,
} from '@backstage/plugin-notifications-node';
import Router from 'express-promise-router';
import { json } from 'express';
import type { Message } from './message';
import { Outbox } from './outbox';

const OWNERS = ['group:default/team-orders'];
const message: Message = { title: 'Database orders-db is ready' };

/** The notifications plugin as seen over HTTP, answering with one status. */
function notificationsBackend(status: number, received: unknown[]) {
  return createBackendPlugin({
    pluginId: 'notifications',
    register: env =>
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter },
        async init({ httpRouter }) {
          const router = Router();
          router.post('/', json(), (request, response) => {
            received.push(request.body);
            response.status(status).json({});
          });
          httpRouter.use(router);
        },
      }),
  });
}

describe('Outbox', () => {
  const logger = mockServices.logger.mock();
  const received: NotificationSendOptions[] = [];
  let client: NotificationService;
  let stop: () => Promise<void>;

  async function start(status?: number) {
    const backend = await startTestBackend({
      features: [
        createBackendPlugin({
          pluginId: 'dbaas',
          register: env =>
            env.registerInit({
              deps: { notifications: notificationService },
              async init({ notifications }) {
                client = notifications;
              },
            }),
        }),
        ...(status ? [notificationsBackend(status, received)] : []),
      ],
    });
    stop = () => backend.stop();
  }
  const outbox = (enabled = true) =>
    new Outbox({ notifications: client, enabled, logger });

  beforeEach(() => {
    received.length = 0;
    logger.warn.mockClear();
  });
  afterEach(() => stop());

  it('sends to the owners', async () => {
    await start(200);
    await outbox().send(OWNERS, message);
    expect(received).toEqual([
      { recipients: { type: 'entity', entityRef: OWNERS }, payload: message },
    ]);
  });

  it('goes on without a notifications backend, and says so once', async () => {
    await start();
    const withoutBackend = outbox();
    await withoutBackend.send(OWNERS, message);
    await withoutBackend.send(OWNERS, message);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('no notifications backend'),
    );
  });

  it('tells when the notifications backend fails', async () => {
    await start(503);
    await expect(outbox().send(OWNERS, message)).rejects.toThrow('503');
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('sends nothing to nobody, or when that is switched off', async () => {
    await start(200);
    await outbox().send([], message);
    await outbox(false).send(OWNERS, message);
    expect(received).toEqual([]);
  });
});
