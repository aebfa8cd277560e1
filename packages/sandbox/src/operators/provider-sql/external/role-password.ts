import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { secretTexts } from '../../kubernetes-secret';
import type { Binding } from '../external-resource';
import { SECRET } from '../sql-group';

const LENGTH = 27;
const CHARACTERS =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Fields of `forProvider` that are about the password. */
export const rolePasswordShape = {
  passwordSecretRef: z
    .object({
      name: z.string(),
      key: z.string(),
      namespace: z.string().optional(),
    })
    .optional(),
  passwordRotationTrigger: z.string().optional(),
};

const rolePasswordSchema = z.object(rolePasswordShape);

/** Decides about the password of a role: whose it is, and when it changes. */
export class RolePassword {
  constructor(
    private readonly binding: Binding<z.infer<typeof rolePasswordSchema>>,
  ) {}

  /** Whether the role shall get another password now. */
  async isDue(): Promise<boolean> {
    const { parameters, resource } = this.binding;
    const { managed, lastPasswordChange } = resource;
    if (parameters.passwordSecretRef) {
      const chosen = await this.#chosen();
      if (!chosen || !managed.connectionSecret) return false;
      return chosen !== (await this.#published());
    }
    // The role may have been made without anybody having learned its password.
    return (
      managed.isCreateIncomplete ||
      rotationIsDue(parameters.passwordRotationTrigger, lastPasswordChange)
    );
  }

  /** The chosen password, or a new one when none was chosen. */
  async next(): Promise<string> {
    return (await this.#chosen()) || generatePassword();
  }

  async #chosen(): Promise<string | undefined> {
    const { client, parameters, resource } = this.binding;
    const { passwordSecretRef: ref } = parameters;
    if (!ref) return undefined;
    const namespace = resource.managed.ref.namespace ?? ref.namespace;
    const secret = await client.get({ ...SECRET, namespace, name: ref.name });
    if (!secret) {
      throw new Error(
        `cannot get password secret: secrets "${ref.name}" not found`,
      );
    }
    return secretTexts(secret)[ref.key];
  }

  async #published(): Promise<string | undefined> {
    const { client, resource } = this.binding;
    const { connectionSecret } = resource.managed;
    if (!connectionSecret) return undefined;
    const secret = await client.get({ ...SECRET, ...connectionSecret });
    return secret && secretTexts(secret).password;
  }
}

/** A trigger that has passed rotates once: until the last change is after it. */
export function rotationIsDue(
  trigger: string | undefined,
  lastChange: string | undefined,
  now = Date.now(),
): boolean {
  if (trigger === undefined) return false;
  const due = Date.parse(trigger);
  if (!(due <= now)) return false;
  return lastChange === undefined || due > Date.parse(lastChange);
}

function generatePassword(): string {
  return Array.from(
    { length: LENGTH },
    () => CHARACTERS[randomInt(CHARACTERS.length)],
  ).join('');
}
