import { CodeSnippet } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { CopyButton } from './CopyButton';

const useStyles = makeStyles(
  theme => ({
    root: {
      position: 'relative',
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: theme.shape.borderRadius,
      fontSize: theme.typography.body2.fontSize,
      overflowX: 'auto',
    },
    copy: {
      position: 'absolute',
      top: theme.spacing(0.5),
      right: theme.spacing(0.5),
      backgroundColor: theme.palette.background.paper,
      borderRadius: theme.shape.borderRadius,
    },
  }),
  { name: 'DbaasCodeBlock' },
);

/** Text to be used elsewhere: readable, and copied with one press. */
export function CodeBlock(props: {
  text: string;
  language: string;
  /** Names the text in the copy button. */
  what: string;
}) {
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <CodeSnippet text={props.text} language={props.language} />
      <div className={classes.copy}>
        <CopyButton text={props.text} what={props.what} />
      </div>
    </div>
  );
}
