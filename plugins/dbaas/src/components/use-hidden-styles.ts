import { makeStyles } from '@material-ui/core/styles';

/** Text that only screen readers get. */
export const useHiddenStyles = makeStyles(
  {
    hidden: {
      position: 'absolute',
      width: 1,
      height: 1,
      margin: -1,
      padding: 0,
      overflow: 'hidden',
      clip: 'rect(0 0 0 0)',
      whiteSpace: 'nowrap',
      border: 0,
    },
  },
  { name: 'DbaasHidden' },
);
