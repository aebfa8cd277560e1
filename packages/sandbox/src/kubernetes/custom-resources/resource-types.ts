import type { PrinterColumn, ResourceType } from '../resource-api';
import type { DefinitionSpec, DefinitionVersion } from './definition';
import { compareVersions } from './version-priority';

const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

/** The types that a definition serves, the preferred version first. */
export function resourceTypesOf(spec: DefinitionSpec): ResourceType[] {
  const storage =
    spec.versions.find(version => version.storage) ?? spec.versions[0];
  return spec.versions
    .filter(version => version.served)
    .sort((left, right) => compareVersions(left.name, right.name))
    .map(version => resourceType(spec, version, storage.name));
}

function resourceType(
  spec: DefinitionSpec,
  version: DefinitionVersion,
  storageVersion: string,
): ResourceType {
  const { names, group } = spec;
  const { subresources } = version;
  return {
    group,
    version: version.name,
    kind: names.kind,
    listKind: names.listKind ?? `${names.kind}List`,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames,
    categories: names.categories,
    namespaced: spec.scope === 'Namespaced',
    hasStatus: subresources?.status !== undefined,
    hasGeneration: true,
    scale: subresources?.scale,
    printerColumns:
      version.additionalPrinterColumns.length > 0
        ? version.additionalPrinterColumns
        : [AGE],
    schema: version.schema?.openAPIV3Schema,
    builtIn: false,
    storageVersion,
    selectableFields: version.selectableFields.map(({ jsonPath }) =>
      jsonPath.replace(/^\./, ''),
    ),
    deprecationWarning: version.deprecated
      ? version.deprecationWarning ??
        `${group}/${version.name} ${names.kind} is deprecated`
      : undefined,
  };
}
