import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import useAsync from 'react-use/esm/useAsync';
import { CodeBlock } from '../components/CodeBlock';
import { dbaasTranslationRef } from '../translation';
import { formValues } from './form-values';
import { previewManifest } from './manifest-preview';

export const databaseReviewSchema = makeFieldSchema({
  output: z => z.string(),
});

/** Shows the file that the pull request will hold. It is for reading and has no value. */
export function DatabaseReview(props: typeof databaseReviewSchema.type) {
  const { schema, formContext } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const identity = useApi(identityApiRef);
  const { value: user } = useAsync(
    () => identity.getBackstageIdentity(),
    [identity],
  );
  const preview = previewManifest(formValues(formContext), user?.userEntityRef);
  return (
    <section aria-label={schema.title ?? t('form.review.title')}>
      <Typography variant="subtitle1">
        {schema.title ?? t('form.review.title')}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {schema.description ?? t('form.review.description')}
      </Typography>
      {preview.ok ? (
        <CodeBlock
          text={preview.value}
          language="yaml"
          what={t('form.review.manifest')}
        />
      ) : (
        <Alert severity="warning">
          {t('form.review.incomplete')}
          <ul>
            {preview.errors.map(({ path, message }) => (
              <li key={`${path}: ${message}`}>
                {path}: {message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </section>
  );
}
