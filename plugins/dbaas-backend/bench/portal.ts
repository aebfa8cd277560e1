import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { ServiceRef } from '@backstage-dbaas/plugin-dbaas-common';
import { annotationLinkStrategy } from '@backstage-dbaas/plugin-dbaas-node';
import express from 'express';
import createKnex from 'knex';
import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseServiceQuery } from '../src/database-services/service-query';
import { Extensions } from '../src/extensions';
import { createRouter } from '../src/http/router';
import { createStatusFlow, type StatusFlow } from '../src/status-flow';
import {
  NO_AUDIT,
  NO_CONDITIONS,
  NO_EVENTS,
  NO_METRICS,
  NO_NOTIFICATIONS,
  NO_SCHEDULER,
} from './quiet-services';

const CALLER = { credentials: mockCredentials.user() };

/** The backend plugin under load: the real status flow and the real router over HTTP. */
export class BenchPortal {
  private constructor(
    private readonly flow: StatusFlow,
    private readonly server: Server,
    private readonly closeDatabase: () => Promise<void>,
  ) {}

  /** Puts everything together; nothing is read before {@link sync}. */
  static async open(options: {
    clusters: { name: string; url: string }[];
    /** Told each channel that browsers are told of a change on. */
    onSignal: (channel: string) => void;
  }): Promise<BenchPortal> {
    const knex = createKnex({
      client: 'better-sqlite3',
      connection: ':memory:',
      useNullAsDefault: true,
    });
    const flow = await createStatusFlow({
      auditor: NO_AUDIT,
      auth: mockServices.auth(),
      catalog: catalogServiceMock({ entities: [] }),
      config: mockServices.rootConfig({ data: configFor(options.clusters) }),
      database: { getClient: async () => knex },
      events: NO_EVENTS,
      extensions: new Extensions(annotationLinkStrategy),
      logger: mockServices.rootLogger({ level: 'warn' }),
      metrics: NO_METRICS,
      notifications: NO_NOTIFICATIONS,
      permissions: mockServices.permissions(),
      permissionsRegistry: NO_CONDITIONS,
      scheduler: NO_SCHEDULER,
      signals: {
        publish: async ({ channel }) => options.onSignal(channel),
      },
    });
    const app = express();
    app.use(createRouter({ api: flow.api, httpAuth: mockServices.httpAuth() }));
    const server = createServer(app);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return new BenchPortal(flow, server, () => knex.destroy());
  }

  /** Starts to read the clusters; resolves when all is known. */
  async sync(): Promise<void> {
    this.flow.start();
    while (!this.flow.api.ready()) await delay(20);
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string')
      throw new Error('The portal does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Asks for one service without HTTP, which shows what HTTP costs. */
  async describe(ref: ServiceRef): Promise<void> {
    const service = await this.flow.api.services.get(CALLER, ref);
    if (!service) throw new Error(`${ref.name} is not known.`);
  }

  /** Asks for a page of services without HTTP. */
  async list(query: Record<string, string>): Promise<void> {
    await this.flow.api.services.list(CALLER, parseServiceQuery(query));
  }

  /** Reads a page's worth as a browser does. */
  async read(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`);
    if (!response.ok)
      throw new Error(
        `${path} answered ${response.status}: ${await response.text()}`,
      );
    return response.json();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
    await this.flow.stop();
    await this.closeDatabase();
  }
}

function configFor(clusters: { name: string; url: string }[]) {
  return {
    kubernetes: {
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: clusters.map(({ name, url }) => ({
            name,
            url,
            authProvider: 'serviceAccount',
            serviceAccountToken: 'bench',
          })),
        },
      ],
    },
  };
}
