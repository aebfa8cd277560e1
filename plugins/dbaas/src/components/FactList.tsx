import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Fragment, type ReactNode } from 'react';

const useStyles = makeStyles(
  theme => ({
    list: {
      display: 'grid',
      gridTemplateColumns: 'minmax(6rem, max-content) 1fr',
      alignItems: 'center',
      gap: theme.spacing(0.5, 2),
      margin: theme.spacing(1, 0),
    },
    value: {
      margin: 0,
      overflowWrap: 'anywhere',
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(0.5),
    },
  }),
  { name: 'DbaasFactList' },
);

export interface Fact {
  name: string;
  value: ReactNode;
}

/** Names and values, readable at any width. */
export function FactList(props: { facts: readonly Fact[] }) {
  const classes = useStyles();
  return (
    <dl className={classes.list}>
      {props.facts.map(({ name, value }) => (
        <Fragment key={name}>
          <Typography component="dt" variant="body2" color="textSecondary">
            {name}
          </Typography>
          <Typography component="dd" variant="body2" className={classes.value}>
            {value}
          </Typography>
        </Fragment>
      ))}
    </dl>
  );
}
