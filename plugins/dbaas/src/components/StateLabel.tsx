import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { AnyState } from '../presentation/state-presentation';
import { dbaasTranslationRef } from '../translation';
import { StateIcon } from './StateIcon';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
    },
  }),
  { name: 'DbaasStateLabel' },
);

/** A state as icon and word. */
export function StateLabel(props: { state: AnyState; text?: string }) {
  const classes = useStyles();
  const { t } = useTranslationRef(dbaasTranslationRef);
  return (
    <span className={classes.root}>
      <StateIcon state={props.state} />
      <span>{props.text || t(`state.${props.state}`)}</span>
    </span>
  );
}
