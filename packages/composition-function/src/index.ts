/**
 * The Crossplane composition function that builds a database service.
 *
 * @packageDocumentation
 */
export { compose } from './compose';
export type {
  Composed,
  Composition,
  DesiredResource,
  Refused,
} from './compose';
export { DEFAULT_SETTINGS, settingsSchema, type Settings } from './settings';
