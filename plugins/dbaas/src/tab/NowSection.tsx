import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import { LayerList } from '../card/LayerList';
import { ProgressLine } from '../card/ProgressLine';
import { ServiceFactsLine } from '../card/ServiceFactsLine';
import { ServiceSummary } from '../card/ServiceSummary';
import { FreshnessNotices } from '../components/FreshnessNotices';
import { RequestLine, currentRequests } from '../components/RequestLines';
import { isMoving } from '../presentation/severity';
import { dbaasTranslationRef } from '../translation';
import { MilestoneStrip } from './MilestoneStrip';
import { Section } from './Section';

/** Can it be used, whose move is it, and how far has the request come? */
export function NowSection(props: { service: DatabaseService }) {
  const { service } = props;
  const { assessment, exists, freshness, requests, ref } = service;
  const { t } = useTranslationRef(dbaasTranslationRef);
  return (
    <Section id="now" title={t('tab.now')}>
      <ServiceSummary service={service} />
      <ServiceFactsLine facts={service.facts} />
      {assessment.progress && isMoving(assessment.state) && (
        <ProgressLine {...assessment.progress} />
      )}
      <FreshnessNotices freshness={freshness} />
      {currentRequests(requests, exists).map(request => (
        <RequestLine key={request.url} request={request} />
      ))}
      {exists && <LayerList name={ref.name} assessment={assessment} />}
      <MilestoneStrip milestones={service.milestones} />
    </Section>
  );
}
