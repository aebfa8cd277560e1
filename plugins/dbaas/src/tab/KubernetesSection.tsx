import { useApiHolder } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  Router as KubernetesContent,
  isKubernetesAvailable,
  kubernetesApiRef,
} from '@backstage/plugin-kubernetes';
import { Details } from '../components/Details';
import { dbaasTranslationRef } from '../translation';
import { Section } from './Section';

/**
 * Pods, logs and events of the entity, by the Kubernetes plugin. Left out where that
 * plugin is not installed, or the entity does not say which objects are its own.
 */
export function KubernetesSection() {
  const { entity } = useEntity();
  const { t } = useTranslationRef(dbaasTranslationRef);
  const kubernetesApi = useApiHolder().get(kubernetesApiRef);
  if (!kubernetesApi || !isKubernetesAvailable(entity)) return null;
  return (
    <Section id="in-the-cluster" title={t('tab.kubernetes')}>
      <Details summary={t('kubernetes.hint')}>
        <KubernetesContent />
      </Details>
    </Section>
  );
}
