import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { configApiRef, useApi, useRouteRef } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import useAsync from 'react-use/esm/useAsync';
import { templateRouteRef } from '../routes';

/** What a template is for, with the template that is used when none is configured. */
const TEMPLATES = {
  create: 'template:default/create-database',
  change: 'template:default/change-database',
} as const;

/**
 * Link to the form of a template, filled in with what is known. Undefined while it
 * is not known that the template is there, so that no button leads nowhere.
 */
export function useTemplateLink(
  purpose: keyof typeof TEMPLATES,
  formData: Record<string, string>,
): string | undefined {
  const config = useApi(configApiRef);
  const catalog = useApi(catalogApiRef);
  const templateRoute = useRouteRef(templateRouteRef);
  const configured = config.getOptionalString(`dbaas.templates.${purpose}`);
  const { namespace, name } = parseEntityRef(configured ?? TEMPLATES[purpose], {
    defaultKind: 'template',
    defaultNamespace: 'default',
  });
  const { value: found } = useAsync(
    () => catalog.getEntityByRef({ kind: 'template', namespace, name }),
    [catalog, namespace, name],
  );
  if (!found || !templateRoute) return undefined;
  const query = new URLSearchParams({ formData: JSON.stringify(formData) });
  return `${templateRoute({ namespace, templateName: name })}?${query}`;
}

/** What the form of a new database knows of the entity it is for. */
export function newDatabaseFormData(entity: Entity): Record<string, string> {
  return {
    component: stringifyEntityRef(entity),
    name: `${entity.metadata.name}-db`.toLowerCase(),
  };
}
