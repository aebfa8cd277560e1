import { z } from 'zod';
import { kubernetesName } from './names';

/** Where the platform makes servers. @public */
export const MADE_PLACEMENTS = ['cnpg', 'aws', 'azure', 'google'] as const;

/** Where servers are: made by the platform, or there before. @public */
export const PLACEMENTS = [...MADE_PLACEMENTS, 'external'] as const;

/** @public */
export type Placement = (typeof PLACEMENTS)[number];

/**
 * A server that is there already. The Secret is in the namespace of the claim, so that
 * nobody can reach a server through the Secret of somebody else.
 */
export const externalServerSchema = z.object({
  secretRef: z.object({ name: kubernetesName }),
  /** For applications, when they reach the server by another address than the platform. */
  endpoint: z
    .object({
      host: z.string().min(1),
      port: z.number().int().min(1).max(65_535).default(5432),
    })
    .optional(),
});

/** The fields of a spec that depend on the placement. */
interface ServerFields {
  placement: Placement;
  plan?: string;
  storageGB?: number;
  highAvailability: boolean;
  backup?: unknown;
  region?: string;
  external?: unknown;
}

const NOT_MADE_HERE = 'The server is not made by the platform, so';

/** What an existing server cannot be given, with the rest of the sentence. */
const ONLY_FOR_MADE_SERVERS: readonly {
  field: Exclude<keyof ServerFields, 'placement' | 'external'>;
  message: string;
}[] = [
  { field: 'plan', message: 'it has no plan.' },
  { field: 'storageGB', message: 'its storage is not set here.' },
  { field: 'highAvailability', message: 'standbys are not set here.' },
  { field: 'backup', message: 'its backups are not set here.' },
  { field: 'region', message: 'its region is not set here.' },
];

/** A check of specs: a server is either described or named, as its placement wants. */
export function checkPlacement(
  spec: ServerFields,
  context: z.RefinementCtx,
): void {
  const refuse = (field: keyof ServerFields, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (spec.placement !== 'external') {
    if (spec.plan === undefined)
      refuse('plan', 'Choose a plan: it says how large the server is.');
    if (spec.external !== undefined)
      refuse('external', 'This is for placement "external" only.');
    return;
  }
  if (spec.external === undefined)
    refuse(
      'external',
      'Name the Secret that says how to reach the server (external.secretRef).',
    );
  for (const { field, message } of ONLY_FOR_MADE_SERVERS) {
    if (spec[field] !== undefined && spec[field] !== false)
      refuse(field, `${NOT_MADE_HERE} ${message}`);
  }
}
