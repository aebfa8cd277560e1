import { makeStyles } from '@material-ui/core/styles';
import CancelIcon from '@material-ui/icons/Cancel';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import CloudOffIcon from '@material-ui/icons/CloudOff';
import DeleteIcon from '@material-ui/icons/Delete';
import HelpIcon from '@material-ui/icons/Help';
import PanToolIcon from '@material-ui/icons/PanTool';
import PauseCircleFilledIcon from '@material-ui/icons/PauseCircleFilled';
import RemoveCircleOutlineIcon from '@material-ui/icons/RemoveCircleOutline';
import ReportProblemIcon from '@material-ui/icons/ReportProblem';
import ScheduleIcon from '@material-ui/icons/Schedule';
import SettingsIcon from '@material-ui/icons/Settings';
import type { ComponentType } from 'react';
import {
  presentationOf,
  type AnyState,
  type StateShape,
} from '../presentation/state-presentation';

const useStyles = makeStyles(
  theme => ({
    ok: { color: theme.palette.status.ok },
    active: { color: theme.palette.status.running },
    warning: { color: theme.palette.status.warning },
    error: { color: theme.palette.status.error },
    neutral: { color: theme.palette.text.secondary },
  }),
  { name: 'DbaasStateIcon' },
);

const ICONS: Record<
  StateShape,
  ComponentType<{ className?: string; fontSize?: 'small' | 'medium' }>
> = {
  check: CheckCircleIcon,
  clock: ScheduleIcon,
  cloudOff: CloudOffIcon,
  cross: CancelIcon,
  gear: SettingsIcon,
  hand: PanToolIcon,
  minus: RemoveCircleOutlineIcon,
  pause: PauseCircleFilledIcon,
  question: HelpIcon,
  trash: DeleteIcon,
  triangle: ReportProblemIcon,
};

/** Decoration for a word that says the same: screen readers do not see it. */
export function StateIcon(props: { state: AnyState; large?: boolean }) {
  const classes = useStyles();
  const { tone, shape } = presentationOf(props.state);
  const Icon = ICONS[shape];
  return (
    <Icon
      className={classes[tone]}
      fontSize={props.large ? 'medium' : 'small'}
    />
  );
}
