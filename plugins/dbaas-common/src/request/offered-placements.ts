import { z } from 'zod';
import { PLACEMENTS, type Placement } from './placement';

/**
 * Composition of the claims that select none: `defaultCompositionRef` of the definition
 * of ManagedDatabase.
 *
 * @public
 */
export const DEFAULT_COMPOSITION = {
  group: 'apiextensions.crossplane.io',
  kind: 'Composition',
  name: 'manageddatabases.dbaas.dev',
} as const;

/** Kind of the input by which the composition function is set up. @public */
export const COMPOSITION_SETTINGS_KIND = 'CompositionSettings';

/** A place for servers that can be asked for. @public */
export const offeredPlacementSchema = z.object({
  name: z.enum(PLACEMENTS),
  /** Empty where a placement has none. */
  regions: z.array(z.string().min(1)).default([]),
  /** Region of requests that name none. */
  defaultRegion: z.string().min(1).optional(),
});
/** @public */
export type OfferedPlacement = z.infer<typeof offeredPlacementSchema>;

/**
 * Where a server is whose request names no region; undefined where it has to name one,
 * or where a placement has none.
 *
 * @public
 */
export function usualRegion({
  regions,
  defaultRegion,
}: Pick<OfferedPlacement, 'regions' | 'defaultRegion'>): string | undefined {
  const [only, ...others] = regions;
  return defaultRegion ?? (others.length === 0 ? only : undefined);
}

/** The places for servers that can be asked for; each is named once. @public */
export const placementCatalogueSchema = z
  .array(offeredPlacementSchema)
  .min(1)
  .refine(
    placements =>
      new Set(placements.map(({ name }) => name)).size === placements.length,
    { error: 'A placement is named twice.' },
  );

const cloudSchema = z.object({
  regions: z.record(z.string(), z.unknown()).transform(Object.keys),
  defaultRegion: z.string().optional(),
});

/** The part of the settings of the function that says what can be asked for. */
const settingsSchema = z.object({
  kind: z.literal(COMPOSITION_SETTINGS_KIND),
  aws: cloudSchema.optional(),
  azure: cloudSchema.optional(),
  google: cloudSchema.optional(),
});

const compositionSchema = z.object({
  spec: z.object({
    pipeline: z.array(z.object({ input: z.unknown() })),
  }),
});

/**
 * Where servers can be, by a Composition: where its settings say how a cloud is used, on
 * the platform cluster if that has CloudNativePG, and wherever there is one already.
 * Undefined for a Composition without the composition function.
 *
 * @public
 */
export function readOfferedPlacements(
  composition: unknown,
  { hasCloudNativePg }: { hasCloudNativePg: boolean },
): OfferedPlacement[] | undefined {
  const settings = settingsOf(composition);
  if (!settings) return undefined;
  const without = (name: Placement) => ({ name, regions: [] });
  const clouds = (['aws', 'azure', 'google'] as const).flatMap(name => {
    const cloud = settings[name];
    return cloud ? [{ name, ...cloud }] : [];
  });
  return [
    ...(hasCloudNativePg ? [without('cnpg')] : []),
    ...clouds,
    without('external'),
  ];
}

function settingsOf(composition: unknown) {
  const steps = compositionSchema.safeParse(composition).data?.spec.pipeline;
  return steps
    ?.map(({ input }) => settingsSchema.safeParse(input).data)
    .find(settings => settings !== undefined);
}
