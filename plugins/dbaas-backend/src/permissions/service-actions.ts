import type { AuditorServiceEventSeverityLevel } from '@backstage/backend-plugin-api';
import {
  databaseCredentialRevealPermission,
  databaseManifestReadPermission,
  databaseServiceReadPermission,
} from '@backstage-dbaas/plugin-dbaas-common';

/** How something that a caller does is called in the audit log. */
export interface AuditedAction {
  eventId: string;
  severityLevel: AuditorServiceEventSeverityLevel;
}

/** One thing that a caller may do with a database service, and how it is called. */
export interface ServiceAction extends AuditedAction {
  permission: typeof databaseServiceReadPermission;
  /** Ends "You are not allowed to …", said of all database services or of one. */
  what: (which: string) => string;
}

/** To see what a request can choose from. */
export const READ_OFFERS: AuditedAction = {
  eventId: 'offers-read',
  severityLevel: 'low',
};

export const READ_SERVICE: ServiceAction = {
  permission: databaseServiceReadPermission,
  eventId: 'service-read',
  severityLevel: 'low',
  what: which => `see ${which}`,
};

export const READ_MANIFEST: ServiceAction = {
  permission: databaseManifestReadPermission,
  eventId: 'manifest-read',
  severityLevel: 'low',
  what: which => `read manifests of ${which}`,
};

export const REVEAL_CREDENTIAL: ServiceAction = {
  permission: databaseCredentialRevealPermission,
  eventId: 'credential-reveal',
  severityLevel: 'high',
  what: which => `have credentials of ${which} shown`,
};
