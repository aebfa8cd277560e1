import type {
  KubernetesObject,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { composedName } from '../resources/names';
import { composedObject } from '../resources/planned-resource';
import { AZURE_API_VERSION } from './azure-server';
import type { AzureNetwork, AzureSettings } from './azure-settings';
import type { CloudRequest } from './cloud-request';

/** The parameter that says which extensions may be made in a server. */
const ALLOWED_EXTENSIONS = 'azure.extensions';

interface Named {
  /** Name within the composition. */
  name: string;
  object: KubernetesObject;
}

/** What belongs to a server at Azure and is an object of its own. */
export function besideServer(
  { claim, network }: CloudRequest<AzureNetwork>,
  settings: AzureSettings,
): Named[] {
  const rules = 'firewallRules' in network ? network.firewallRules : {};
  return [
    ...Object.entries(rules).map(([rule, { from, to }]) => ({
      name: `server-firewall/${rule}`,
      object: ofServer(claim, settings, {
        kind: 'FlexibleServerFirewallRule',
        nameParts: ['firewall', rule],
        forProvider: { startIpAddress: from, endIpAddress: to },
      }),
    })),
    ...Object.entries(parametersOf(claim, settings)).map(([name, value]) => ({
      name: `server-parameter/${name}`,
      object: ofServer(claim, settings, {
        kind: 'FlexibleServerConfiguration',
        nameParts: ['parameter', name],
        forProvider: { name, value },
      }),
    })),
  ];
}

/** Azure refuses an extension that the server does not allow. */
function parametersOf(
  { spec }: ManagedDatabase,
  { parameters }: AzureSettings,
): Record<string, string> {
  const extensions = [
    ...(parameters[ALLOWED_EXTENSIONS] ?? '').split(','),
    ...spec.databases.flatMap(database => database.extensions),
  ].map(name => name.trim().toUpperCase());
  const allowed = [...new Set(extensions)].filter(name => name !== '').sort();
  return {
    ...parameters,
    ...(allowed.length > 0 && { [ALLOWED_EXTENSIONS]: allowed.join(',') }),
  };
}

function ofServer(
  claim: ManagedDatabase,
  settings: AzureSettings,
  {
    kind,
    nameParts,
    forProvider,
  }: { kind: string; nameParts: string[]; forProvider: object },
): KubernetesObject {
  return composedObject(claim, 'server', {
    apiVersion: AZURE_API_VERSION,
    kind,
    name: composedName(claim.metadata.name, ...nameParts),
    content: {
      spec: {
        providerConfigRef: settings.providerConfig,
        forProvider: {
          serverIdRef: { name: claim.metadata.name },
          ...forProvider,
        },
      },
    },
  });
}
