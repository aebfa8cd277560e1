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
    },
    // The button stays where it is while the text moves.
    text: { height: '100%', overflow: 'auto' },
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
  /** Scrolls instead of growing. */
  height?: number;
}) {
  const classes = useStyles();
  return (
    <div className={classes.root} style={{ height: props.height }}>
      {/* Reached by the keyboard, to be scrolled with it. */}
      <div
        className={classes.text}
        role="group"
        aria-label={props.what}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <CodeSnippet text={props.text} language={props.language} />
      </div>
      <div className={classes.copy}>
        <CopyButton text={props.text} what={props.what} />
      </div>
    </div>
  );
}
