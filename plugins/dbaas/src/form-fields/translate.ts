import type { ApiHolder } from '@backstage/core-plugin-api';
import {
  translationApiRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { dbaasTranslationRef } from '../translation';

/** Gives the texts of this plugin. */
export type Translate = TranslationFunction<typeof dbaasTranslationRef.T>;

/** The texts of this plugin for validators, which are no components and have no hooks. */
export function translate(apiHolder: ApiHolder): Promise<Translate> {
  const api = apiHolder.get(translationApiRef);
  if (!api) throw new Error('The app has no translation API.');
  const now = api.getTranslation(dbaasTranslationRef);
  if (now.ready) return Promise.resolve(now.t);
  return new Promise((resolve, reject) => {
    const subscription = api.translation$(dbaasTranslationRef).subscribe({
      next: snapshot => {
        if (!snapshot.ready) return;
        subscription.unsubscribe();
        resolve(snapshot.t);
      },
      error: reject,
    });
  });
}
