import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { makeStyles } from '@material-ui/core/styles';
import type { ReactNode } from 'react';
import { useHiddenStyles } from './use-hidden-styles';

const useStyles = makeStyles(
  theme => ({
    scroll: { overflowX: 'auto' },
    // On narrow screens every row becomes a list of names and values.
    table: {
      '& td > div': { minWidth: '6rem' },
      [theme.breakpoints.down('xs')]: {
        '& thead': { display: 'none' },
        '& tr': { display: 'block', padding: theme.spacing(1, 0) },
        '& td, & th': {
          display: 'grid',
          gridTemplateColumns: '7rem 1fr',
          gap: theme.spacing(1),
          border: 0,
          padding: theme.spacing(0.25, 0),
        },
        '& [data-label]::before': {
          content: 'attr(data-label)',
          color: theme.palette.text.secondary,
        },
      },
    },
  }),
  { name: 'DbaasDataTable' },
);

export interface Column {
  id: string;
  title: string;
}

/** A plain table: a caption, headed columns, and readable on a phone. */
export function DataTable(props: {
  caption: string;
  columns: readonly Column[];
  children: ReactNode;
}) {
  const classes = useStyles();
  const hidden = useHiddenStyles();
  return (
    <div className={classes.scroll}>
      <Table size="small" className={classes.table}>
        <caption className={hidden.hidden}>{props.caption}</caption>
        <TableHead>
          <TableRow>
            {props.columns.map(({ id, title }) => (
              <TableCell key={id} scope="col">
                {title}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>{props.children}</TableBody>
      </Table>
    </div>
  );
}

/** A row of a {@link DataTable}, with one cell for each column. */
export function DataRow(props: {
  columns: readonly Column[];
  cells: Record<string, ReactNode>;
}) {
  return (
    <TableRow>
      {props.columns.map(({ id, title }) => (
        <TableCell key={id} data-label={title}>
          <div>{props.cells[id]}</div>
        </TableCell>
      ))}
    </TableRow>
  );
}
