/**
 * Scaffolder actions that turn a form into the manifest of a database service.
 *
 * @packageDocumentation
 */
export { scaffolderModuleDbaas as default } from './module';
export {
  createRenderManifestAction,
  type RenderManifestOptions,
} from './actions/render-manifest';
