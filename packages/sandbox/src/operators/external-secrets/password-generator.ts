import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { SecretValues } from './secret-data';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const DEFAULT_SYMBOLS = '~!@#$%^&*()_+`-={}|[]\\:"<>?,./';
/** ESO takes a quarter of the length where the spec names no number. */
const DEFAULT_SHARE = 0.25;

const specSchema = z.object({
  length: z.number().int().positive(),
  digits: z.number().int().optional(),
  symbols: z.number().int().optional(),
  symbolCharacters: z.string().optional(),
  noUpper: z.boolean().default(false),
  allowRepeat: z.boolean().default(false),
  secretKeys: z.array(z.string()).optional(),
});

/** A new password, as the Password generator of ESO makes it: a different one at every call. */
export function generatePassword(generator: KubernetesObject): SecretValues {
  const spec = specSchema.parse(generator.spec);
  return Object.fromEntries(
    (spec.secretKeys ?? ['password']).map(key => [
      key,
      Buffer.from(passwordOf(spec)),
    ]),
  );
}

function passwordOf(spec: z.infer<typeof specSchema>): string {
  const digits = spec.digits ?? Math.floor(spec.length * DEFAULT_SHARE);
  const symbols = spec.symbols ?? Math.floor(spec.length * DEFAULT_SHARE);
  if (digits + symbols > spec.length)
    throw new Error(
      'number of digits and symbols must be less than total length',
    );
  const letters = spec.noUpper ? LOWER : LOWER + LOWER.toUpperCase();
  const characters = [
    ...pick(DIGITS, digits, spec.allowRepeat),
    ...pick(
      spec.symbolCharacters ?? DEFAULT_SYMBOLS,
      symbols,
      spec.allowRepeat,
    ),
    ...pick(letters, spec.length - digits - symbols, spec.allowRepeat),
  ];
  return shuffled(characters).join('');
}

function pick(alphabet: string, count: number, allowRepeat: boolean): string[] {
  const available = [...alphabet];
  if (!allowRepeat && count > available.length)
    throw new Error(
      'number of characters exceeds available ones and repeats are not allowed',
    );
  return Array.from({ length: count }, () => {
    const index = randomInt(available.length);
    return allowRepeat ? available[index] : available.splice(index, 1)[0];
  });
}

function shuffled(characters: string[]): string[] {
  const rest = [...characters];
  return Array.from(
    { length: rest.length },
    () => rest.splice(randomInt(rest.length), 1)[0],
  );
}
