import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DbaasRequestError,
  databaseManifestReadPermission,
  serializeManifest,
  type ResourceManifest,
  type ResourceRef,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { dbaasApiRef } from '../../api/dbaas-api';
import { CodeBlock } from '../../components/CodeBlock';
import { LoadFailure } from '../../components/LoadFailure';
import { Loading } from '../../components/Loading';
import { Time } from '../../components/Time';
import { dbaasTranslationRef } from '../../translation';

const HEIGHT = 320;

/** The object as it was last seen, to be read and copied. Loaded when it is looked at. */
export function ManifestView(props: {
  service: ServiceRef;
  resource: ResourceRef;
}) {
  const { service, resource } = props;
  const api = useApi(dbaasApiRef);
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { cluster, namespace, name } = service;
  const { apiVersion, kind } = resource;
  const { value, error, loading, retry } = useAsyncRetry(
    () => api.getManifest({ cluster, namespace, name }, resource),
    [
      api,
      cluster,
      namespace,
      name,
      resource.cluster,
      apiVersion,
      kind,
      resource.namespace,
      resource.name,
    ],
  );
  if (error) return <ManifestFailure error={error} onRetry={retry} />;
  if (value) return <Manifest manifest={value} />;
  if (loading) {
    return <Loading what={t('resource.manifestLoading')} height={HEIGHT} />;
  }
  return <Typography>{t('resource.manifestGone')}</Typography>;
}

function Manifest({ manifest }: { manifest: ResourceManifest }) {
  const { kind, name } = manifest.resource;
  const { t } = useTranslationRef(dbaasTranslationRef);
  return (
    <>
      <Typography variant="body2" color="textSecondary">
        {t('resource.asOf', {
          time: <Time at={manifest.observedAt} as="clock" />,
        })}
      </Typography>
      {manifest.stale && (
        <Alert severity="warning" role="note">
          {t('resource.stale')}
        </Alert>
      )}
      <CodeBlock
        text={serializeManifest(manifest.manifest)}
        language="yaml"
        what={t('resource.manifestOf', { kind, name })}
      />
    </>
  );
}

function ManifestFailure(props: { error: Error; onRetry: () => void }) {
  const { error, onRetry } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  if (error instanceof DbaasRequestError && error.status === 403) {
    return (
      <LoadFailure
        title={t('resource.manifestForbidden')}
        reason={t('resource.manifestPermission', {
          permission: databaseManifestReadPermission.name,
        })}
      />
    );
  }
  return (
    <LoadFailure
      title={t('resource.manifestError')}
      reason={error.message}
      onRetry={onRetry}
    />
  );
}
