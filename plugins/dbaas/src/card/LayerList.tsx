import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Assessment,
  LayerAssessment,
} from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { StateIcon } from '../components/StateIcon';
import { layersByTrouble, mostSevereFirst } from '../presentation/severity';
import { dbaasTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    list: {
      display: 'grid',
      gridTemplateColumns: 'minmax(5.5rem, max-content) 1fr',
      gap: theme.spacing(0.5, 1.5),
      margin: theme.spacing(1, 0),
    },
    state: {
      display: 'flex',
      alignItems: 'flex-start',
      gap: theme.spacing(0.75),
      margin: 0,
      overflowWrap: 'anywhere',
    },
    quiet: { color: theme.palette.text.secondary },
    rest: {
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(0.75),
    },
  }),
  { name: 'DbaasLayerList' },
);

/**
 * The six layers in their order. With trouble in any, that one comes first with its
 * message, and those that are fine become one line.
 */
export function LayerList(props: { name: string; assessment: Assessment }) {
  const { name, assessment } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const { troubled, others, healthy } = layersByTrouble(assessment.layers);
  // A layer that reports nothing, such as Dapr, does not make a healthy service ill.
  const inTrouble = troubled.length > 0 && assessment.state !== 'healthy';
  const rows = inTrouble ? [...troubled, ...others] : assessment.layers;
  const messageOf = ({ layer }: LayerAssessment) =>
    mostSevereFirst(assessment.findings).find(
      finding => finding.layer === layer,
    )?.message;
  if (rows.length === 0) return null;
  return (
    <>
      <dl className={classes.list} aria-label={t('card.parts', { name })}>
        {rows.map(row => (
          <LayerRow
            key={row.layer}
            row={row}
            message={
              inTrouble && troubled.includes(row) ? messageOf(row) : undefined
            }
          />
        ))}
      </dl>
      {inTrouble && healthy.length > 0 && (
        <Typography variant="body2" className={classes.rest}>
          <StateIcon state="healthy" />
          {t('card.othersFine', { count: healthy.length })}
        </Typography>
      )}
    </>
  );
}

function LayerRow(props: { row: LayerAssessment; message?: string }) {
  const { row, message } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const word = t(`state.${row.state}`);
  const text =
    row.state === 'notRequested' ? word : message ?? (row.summary || word);
  return (
    <>
      <Typography component="dt" variant="body2">
        {t(`layer.${row.layer}`)}
      </Typography>
      <Typography
        component="dd"
        variant="body2"
        className={`${classes.state} ${
          row.state === 'notRequested' ? classes.quiet : ''
        }`}
      >
        <StateIcon state={row.state} />
        <span>{text}</span>
      </Typography>
    </>
  );
}
