import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Finding, Freshness } from '@backstage-dbaas/plugin-dbaas-common';
import Chip from '@material-ui/core/Chip';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { CopyButton } from '../components/CopyButton';
import { Details } from '../components/Details';
import { UnreadableText } from '../components/FreshnessNotices';
import { StateIcon } from '../components/StateIcon';
import { Time } from '../components/Time';
import { resourceText } from '../presentation/resource-text';
import { mostSevereFirst } from '../presentation/severity';
import type { AnyState } from '../presentation/state-presentation';
import { dbaasTranslationRef } from '../translation';
import { Section } from './Section';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', padding: 0, margin: 0 },
    finding: { marginBottom: theme.spacing(2), overflowWrap: 'anywhere' },
    title: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(0.5, 1),
    },
    raw: {
      whiteSpace: 'pre-wrap',
      fontFamily: 'monospace',
      margin: theme.spacing(1, 0, 0),
    },
  }),
  { name: 'DbaasFindings' },
);

/** A finding looks like the state that it causes. */
const LOOKS_LIKE: Record<Finding['severity'], AnyState> = {
  critical: 'failed',
  warning: 'degraded',
  info: 'progressing',
  unknown: 'unknown',
};

/** What is wrong, how that is known, whose move it is and what to do. */
export function FindingsSection(props: {
  findings: readonly Finding[];
  freshness: Freshness;
}) {
  const { freshness } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const findings = mostSevereFirst(props.findings);
  const { unreadable } = freshness;
  return (
    <Section id="findings" title={t('tab.findings')}>
      {findings.length === 0 && <Typography>{t('findings.none')}</Typography>}
      <ul className={classes.list}>
        {findings.map((finding, index) => (
          <li key={`${finding.code}-${index}`} className={classes.finding}>
            <FindingItem finding={finding} />
          </li>
        ))}
      </ul>
      {unreadable.length > 0 && (
        <>
          <Typography>
            {t('findings.notChecked', { count: unreadable.length })}
          </Typography>
          <ul>
            {unreadable.map(source => (
              <li key={`${source.cluster}/${source.resource}/${source.verb}`}>
                <Typography variant="body2">
                  <UnreadableText source={source} />
                </Typography>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function FindingItem({ finding }: { finding: Finding }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const { message, nextStep, since, link } = finding;
  return (
    <>
      <div className={classes.title}>
        <StateIcon state={LOOKS_LIKE[finding.severity]} />
        <Typography component="span" variant="subtitle2">
          {t(`severity.${finding.severity}`)}: {message}
        </Typography>
        <Chip size="small" label={t(`audience.${finding.audience}`)} />
        {finding.layer && (
          <Chip
            size="small"
            variant="outlined"
            label={t(`layer.${finding.layer}`)}
          />
        )}
        {since && (
          <Typography component="span" variant="body2" color="textSecondary">
            <Time at={since} as="for" />
          </Typography>
        )}
      </div>
      {nextStep && (
        <Typography variant="body2">
          {t('card.nextStep', { step: nextStep })}
        </Typography>
      )}
      {link && (
        <Typography variant="body2">
          <Link to={link.url}>{link.title}</Link>
        </Typography>
      )}
      <FindingEvidence finding={finding} />
    </>
  );
}

function FindingEvidence({ finding }: { finding: Finding }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const { evidence, details, message } = finding;
  if (evidence.length === 0 && !details) return null;
  return (
    <Details
      summary={t('findings.evidence')}
      label={t('findings.evidenceOf', { message })}
    >
      <ul className={classes.list}>
        {evidence.map((item, index) => (
          <li key={index}>
            <Typography variant="body2">
              {item.resource && resourceText(item.resource)}{' '}
              <code>{item.path}</code>: {item.value}
            </Typography>
            {item.message && (
              <Typography variant="body2">{item.message}</Typography>
            )}
          </li>
        ))}
      </ul>
      {details && (
        <div>
          <pre className={classes.raw}>{details}</pre>
          <CopyButton text={details} what={t('findings.raw')} />
        </div>
      )}
    </Details>
  );
}
