/** A switch that breaks something on purpose, for demonstrations and tests. */
export interface Fault {
  /** Short and stable, such as `platform-api-down`. */
  name: string;
  /** What a person sees when it is on. */
  description: string;
  isOn(): boolean;
  on(): Promise<void>;
  /** Makes good what `on` did. */
  off(): Promise<void>;
}

/** A fault from two actions; switching it twice in the same way does nothing. */
export function createFault(
  name: string,
  description: string,
  actions: { on: () => Promise<void>; off: () => Promise<void> },
): Fault {
  let active = false;
  const change = async (wanted: boolean, action: () => Promise<void>) => {
    if (active === wanted) return;
    await action();
    active = wanted;
  };
  return {
    name,
    description,
    isOn: () => active,
    on: () => change(true, actions.on),
    off: () => change(false, actions.off),
  };
}
