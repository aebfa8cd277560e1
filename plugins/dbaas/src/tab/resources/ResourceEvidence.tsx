import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ResourceNode } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { FactList, type Fact } from '../../components/FactList';
import { StateLabel } from '../../components/StateLabel';
import { Time } from '../../components/Time';
import { dbaasTranslationRef } from '../../translation';

/** What is known of one object, and from what. */
export function ResourceEvidence({ node }: { node: ResourceNode }) {
  const { ref, state, sentence, reason, since, audience } = node;
  const { cluster, namespace, apiVersion } = ref;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const facts: Fact[] = [
    { name: t('resource.state'), value: <StateLabel state={state} /> },
    { name: t('resource.evidence'), value: sentence },
  ];
  if (audience && state !== 'healthy') {
    facts.push({
      name: t('resource.audience'),
      value: t(`audience.${audience}`),
    });
  }
  if (reason) {
    facts.push({ name: t('resource.reason'), value: <code>{reason}</code> });
  }
  if (since) {
    facts.push({
      name: t('resource.since'),
      value: <Time at={since} as="ago" />,
    });
  }
  facts.push(
    {
      name: t('resource.place'),
      value: namespace
        ? t('resource.inNamespace', { namespace, cluster })
        : t('resource.inCluster', { cluster }),
    },
    { name: t('resource.apiVersion'), value: <code>{apiVersion}</code> },
  );
  return (
    <>
      <FactList facts={facts} />
      {node.observedByController && (
        <Typography variant="caption" color="textSecondary" component="p">
          {t('built.observed')}
        </Typography>
      )}
    </>
  );
}
