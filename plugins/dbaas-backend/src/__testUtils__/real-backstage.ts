import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import {
  mockServices,
  startTestBackend,
  type MockDirectory,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import type { JsonObject } from '@backstage/types';
import request from 'supertest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { dbaasPlugin } from '../plugin';
import { eventually } from './eventually';
import { kubernetesConfig, type TestClusters } from './test-clusters';

export interface RealBackstageOptions {
  clusters: TestClusters;
  entities: Entity[];
  /** Ref of the user to sign in, who is one of the entities. */
  user: string;
  /** Settings of the plugin. */
  dbaas: JsonObject;
  /** Where the catalog finds the entities. */
  directory: MockDirectory;
}

const signInSchema = z.object({
  backstageIdentity: z.object({ token: z.string() }),
});

/**
 * A Backstage whose catalog, sign-in, tokens, notifications, signals and events are
 * those of production. What it watches are scripted clusters.
 */
export class RealBackstage {
  #token = '';

  private constructor(
    private readonly backend: Awaited<ReturnType<typeof startTestBackend>>,
  ) {}

  static async start(options: RealBackstageOptions): Promise<RealBackstage> {
    const backend = await startTestBackend({
      features: [
        authServiceFactory,
        eventsServiceFactory,
        httpAuthServiceFactory,
        schedulerServiceFactory,
        userInfoServiceFactory,
        mockServices.rootConfig.factory({ data: configOf(options) }),
        import('@backstage/plugin-auth-backend'),
        import('@backstage/plugin-auth-backend-module-guest-provider'),
        import('@backstage/plugin-catalog-backend'),
        import('@backstage/plugin-notifications-backend'),
        import('@backstage/plugin-signals-backend'),
        dbaasPlugin,
      ],
    });
    const backstage = new RealBackstage(backend);
    await backstage.#signIn();
    await eventually(async () => {
      const { body } = await backstage.get('/api/catalog/entities');
      // All, and the location that they come from.
      if (body.length !== options.entities.length + 1)
        throw new Error(`The catalog has ${body.length} entities so far`);
    }, 30_000);
    // As the user that the catalog knows by now.
    await backstage.#signIn();
    return backstage;
  }

  /** Of the user that is signed in. */
  get token(): string {
    return this.#token;
  }

  /** Asks as the user. */
  get(path: string) {
    return request(this.backend.server)
      .get(path)
      .set('Authorization', `Bearer ${this.#token}`);
  }

  post(path: string, body: object) {
    return request(this.backend.server)
      .post(path)
      .set('Authorization', `Bearer ${this.#token}`)
      .send(body);
  }

  get signalsUrl(): string {
    return `ws://localhost:${this.backend.server.port()}/api/signals`;
  }

  async stop(): Promise<void> {
    await this.backend.stop();
  }

  async #signIn(): Promise<void> {
    const { body } = await request(this.backend.server).post(
      '/api/auth/guest/refresh',
    );
    this.#token = signInSchema.parse(body).backstageIdentity.token;
  }
}

function configOf({
  clusters,
  entities,
  user,
  dbaas,
  directory,
}: RealBackstageOptions) {
  const target = 'entities.yaml';
  directory.setContent({
    [target]: entities.map(entity => stringify(entity)).join('---\n'),
  });
  return {
    app: { baseUrl: 'http://localhost:3000' },
    auth: {
      providers: {
        guest: {
          userEntityRef: user,
          dangerouslyAllowOutsideDevelopment: true,
        },
      },
    },
    catalog: {
      locations: [
        {
          type: 'file',
          target: directory.resolve(target),
          rules: [{ allow: ['Component', 'Group', 'User'] }],
        },
      ],
    },
    dbaas,
    kubernetes: kubernetesConfig(clusters),
  };
}
