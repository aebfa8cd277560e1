import { createBackendModule } from '@backstage/backend-plugin-api';
import { dbaasReadersExtensionPoint } from '@backstage-dbaas/plugin-dbaas-node';
import { z } from 'zod';

const statusSchema = z.object({ phase: z.string() });

export const poolerReadersModule = createBackendModule({
  pluginId: 'dbaas',
  moduleId: 'pooler-readers',
  register(env) {
    env.registerInit({
      deps: { readers: dbaasReadersExtensionPoint },
      async init({ readers }) {
        readers.addReaders({
          groups: ['pooler.example.org'],
          kinds: ['Pooler'],
          read({ metadata, status }) {
            const phase = statusSchema.safeParse(status).data?.phase;
            const running = phase === 'Running';
            return {
              state: running ? 'healthy' : 'progressing',
              reason: phase ?? 'NoStatus',
              sentence: `Pooler ${metadata.name} is ${
                running ? 'running' : 'starting'
              }.`,
              evidence: [{ path: 'status.phase', value: phase ?? 'missing' }],
            };
          },
        });
      },
    });
  },
});
