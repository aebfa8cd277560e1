import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormHelperText from '@material-ui/core/FormHelperText';
import FormLabel from '@material-ui/core/FormLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(
  theme => ({
    choices: {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fit, minmax(14rem, 1fr))',
      gap: theme.spacing(2),
      marginTop: theme.spacing(1),
    },
    choice: {
      alignItems: 'flex-start',
      margin: 0,
      padding: theme.spacing(1),
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: theme.shape.borderRadius,
    },
    chosen: { borderColor: theme.palette.primary.main },
  }),
  { name: 'DbaasChoiceCards' },
);

/** One of several things to choose from, with what there is to say of it. */
export interface Choice {
  value: string;
  title: string;
  lines: readonly string[];
}

/** Choices side by side, of which one is taken. */
export function ChoiceCards(props: {
  id: string;
  label: string;
  description: string;
  choices: readonly Choice[];
  value?: string;
  onChange: (value: string) => void;
  required?: boolean;
  disabled?: boolean;
  /** What the form says below the choices already. */
  errors: readonly string[];
  /** What is wrong with a value that is none of the choices. */
  unknown: (value: string) => string;
}) {
  const { id, label, description, choices, value, onChange } = props;
  const { required, disabled, errors, unknown } = props;
  const classes = useStyles();
  const labelId = `${id}-label`;
  const isKnown = choices.some(choice => choice.value === value);
  const problem = value && !isKnown ? unknown(value) : undefined;
  return (
    <FormControl
      component="fieldset"
      margin="normal"
      fullWidth
      required={required}
      disabled={disabled}
      error={errors.length > 0}
    >
      <FormLabel component="legend" id={labelId}>
        {label}
      </FormLabel>
      <FormHelperText>{description}</FormHelperText>
      <RadioGroup
        name={id}
        aria-labelledby={labelId}
        className={classes.choices}
        value={value ?? ''}
        onChange={(_event, chosen) => onChange(chosen)}
      >
        {choices.map(choice => (
          <FormControlLabel
            key={choice.value}
            value={choice.value}
            control={<Radio color="primary" />}
            className={`${classes.choice} ${
              choice.value === value ? classes.chosen : ''
            }`}
            label={<ChoiceText choice={choice} />}
          />
        ))}
      </RadioGroup>
      {problem !== undefined && !errors.includes(problem) && (
        <FormHelperText error role="alert">
          {problem}
        </FormHelperText>
      )}
    </FormControl>
  );
}

function ChoiceText({ choice: { title, lines } }: { choice: Choice }) {
  return (
    <>
      <Typography variant="subtitle1" component="span" display="block">
        {title}
      </Typography>
      {lines.map(line => (
        <Typography
          key={line}
          variant="body2"
          color="textSecondary"
          component="span"
          display="block"
        >
          {line}
        </Typography>
      ))}
    </>
  );
}
