/**
 * Translations of the plugin, for apps that bring other languages.
 *
 * @packageDocumentation
 */
export { dbaasTranslationRef } from './translation';
