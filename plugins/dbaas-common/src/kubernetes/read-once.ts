/**
 * Makes a function read a thing once, however often it is asked. What was read from a
 * cluster is never changed, so the result holds as long as the thing.
 *
 * @public
 */
export function readOnce<Subject extends object, Result>(
  read: (subject: Subject) => Result,
): (subject: Subject) => Result {
  const results = new WeakMap<Subject, { result: Result }>();
  return subject => {
    const known = results.get(subject);
    if (known) return known.result;
    const result = read(subject);
    results.set(subject, { result });
    return result;
  };
}
