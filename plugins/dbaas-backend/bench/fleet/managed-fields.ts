/** `fieldsV1` of everything in a value, as server-side apply writes it for lists with atomic items. */
function fieldsOf(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [`f:${key}`, fieldsOf(entry)]),
  );
}

/** Field ownership as API servers write it: Crossplane owns the spec, the operator the status. */
export function managedFields(
  object: { apiVersion: string; spec?: unknown; status?: unknown },
  metadata: object,
  time: string,
): object[] {
  const entry = (manager: string, fields: object, rest: object = {}) => ({
    manager,
    operation: 'Apply',
    apiVersion: object.apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...rest,
  });
  return [
    entry('apiextensions.crossplane.io/composed/0f1d', {
      'f:metadata': fieldsOf(metadata),
      'f:spec': fieldsOf(object.spec),
    }),
    ...(object.status === undefined
      ? []
      : [
          entry(
            'operator',
            { 'f:status': fieldsOf(object.status) },
            { operation: 'Update', subresource: 'status' },
          ),
        ]),
  ];
}
