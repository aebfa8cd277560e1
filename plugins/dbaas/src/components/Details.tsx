import Accordion from '@material-ui/core/Accordion';
import AccordionDetails from '@material-ui/core/AccordionDetails';
import AccordionSummary from '@material-ui/core/AccordionSummary';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import { useState, type ReactNode } from 'react';

const useStyles = makeStyles(
  { body: { display: 'block', overflowX: 'auto' } },
  { name: 'DbaasDetails' },
);

/** Something for those who want to know more; rendered once it is opened. */
export function Details(props: {
  summary: string;
  /** A longer name for screen readers, where several have the same summary. */
  label?: string;
  children: ReactNode;
}) {
  const classes = useStyles();
  const [open, setOpen] = useState(false);
  return (
    <Accordion
      variant="outlined"
      expanded={open}
      onChange={(_event, expanded) => setOpen(expanded)}
      TransitionProps={{ unmountOnExit: true }}
    >
      <AccordionSummary
        expandIcon={<ExpandMoreIcon />}
        aria-label={props.label}
      >
        <Typography variant="body2">{props.summary}</Typography>
      </AccordionSummary>
      <AccordionDetails className={classes.body}>
        {props.children}
      </AccordionDetails>
    </Accordion>
  );
}
