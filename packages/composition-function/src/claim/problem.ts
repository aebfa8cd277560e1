/** Something in a claim that must be changed before anything can be made. */
export interface Problem {
  /** Such as `spec.users[0].access[1].database`. */
  path: string;
  message: string;
}
