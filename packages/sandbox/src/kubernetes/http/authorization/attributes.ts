/** A request for a resource, as roles speak of it. */
export interface ResourceAttributes {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}

/** A request for a path that is no resource, such as `/version`. */
export interface PathAttributes {
  verb: string;
  path: string;
}

export type Attributes = ResourceAttributes | PathAttributes;

export function isPath(attributes: Attributes): attributes is PathAttributes {
  return 'path' in attributes;
}

/** The resource with its subresource, as in the `resources` of a rule. */
export function qualifiedResource({
  resource,
  subresource,
}: ResourceAttributes): string {
  return subresource ? `${resource}/${subresource}` : resource;
}
