import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { FreshnessNotices } from '../components/FreshnessNotices';
import { RequestLine, currentRequests } from '../components/RequestLines';
import { isMoving } from '../presentation/severity';
import { LayerList } from './LayerList';
import { ProgressLine } from './ProgressLine';
import { ServiceActions } from './ServiceActions';
import { ServiceFactsLine } from './ServiceFactsLine';
import { ServiceSummary } from './ServiceSummary';

/** One database service on the card. */
export function ServiceSection(props: {
  service: DatabaseService;
  /** Shown when there are several. */
  heading?: string;
}) {
  const { service, heading } = props;
  const { ref, assessment, facts, freshness, exists, requests } = service;
  const calm = assessment.state === 'healthy' || isMoving(assessment.state);
  return (
    <div role="group" aria-label={ref.name}>
      {heading && (
        <Typography variant="h6" component="h3">
          {heading}
        </Typography>
      )}
      <ServiceSummary service={service} />
      {calm && <ServiceFactsLine facts={facts} />}
      {assessment.progress && isMoving(assessment.state) && (
        <ProgressLine {...assessment.progress} />
      )}
      {exists && <LayerList name={ref.name} assessment={assessment} />}
      <FreshnessNotices freshness={freshness} />
      {currentRequests(requests, exists).map(request => (
        <RequestLine key={request.url} request={request} />
      ))}
      <ServiceActions service={service} />
    </div>
  );
}
