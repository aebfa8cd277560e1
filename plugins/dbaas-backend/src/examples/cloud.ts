/** Stands for the library of a cloud, which hands out short-lived tokens. */
export async function freshToken(cluster: string): Promise<string> {
  return `token-for-${cluster}`;
}
