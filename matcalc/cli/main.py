"""The commands, and the one way in and out of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from matcalc import __version__
from matcalc.cli.arguments import sort_arguments, spelled_out
from matcalc.cli.configuration import FILE, INIT, SUBCOMMAND, agreed
from matcalc.cli.options import (
    EDITING,
    answering_options,
    checking_options,
    drawing_of,
    drawing_options,
    files_of_shell,
    grading_options,
    presentation_of,
    weaving_options,
)
from matcalc.presenting.environment import Environment, OutputClosed
from matcalc.presenting.refusal import fault
from matcalc.presenting.sources import STDIN, Script, Source, read_source

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from matcalc.repl.settings import Settings

INTERRUPTED = 130
REFUSED = 2
RULE_FORMATS = ("unicode", "ascii", "latex", "json")
BROKEN_PIPE = 141  # as a process killed by SIGPIPE

EXAMPLES = """\
\b
Examples:
  matcalc 'd/dx sin(x^2)'
  matcalc '∂/∂x 3x^2y'
  matcalc "x'*A*x" --wrt x --var 'x : vector(n)'
  matcalc 'w, x : vector(n); ∂/∂w (w .* x)' --dim n=3
  matcalc -f latex '\\frac{d}{dx} \\ln(x^2)'
  echo 'd/dx x^3' | matcalc

\b
The manual: man matcalc, or matcalc help TOPIC. All symbols and functions: matcalc notation.
"""

HINT = """\
matcalc differentiates: matcalc 'd/dx sin(x^2)'
Try 'matcalc --help' for options and examples, 'matcalc notation' for what can be typed.
"""


class Calculator(click.Group):
    """A group whose commands stand beside expressions: ``matcalc run FILE``, ``matcalc 'd/dx x^2'``."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        params = super().get_params(ctx)
        if ctx.meta.get(SUBCOMMAND):
            return [param for param in params if not isinstance(param, click.Argument)]
        return params

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in self.commands:
            arguments = sort_arguments(self, ctx, args)
            if not _bare(ctx, arguments):
                return super().parse_args(ctx, arguments)
            args = ["repl", *arguments[:-1]]
        ctx.meta[SUBCOMMAND] = args[0]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[OPTIONS]", "EXPR..."]


def _bare(ctx: click.Context, arguments: Sequence[str]) -> bool:
    """Whether the arguments, sorted, ask for nothing on a terminal: the prompt begins."""
    environment = ctx.find_object(Environment)
    terminal = environment is not None and environment.stdin_tty and environment.stdout_tty
    asks = {"-h", "--help", "-V", "--version"}.intersection(arguments)
    return terminal and not ctx.resilient_parsing and arguments[-1] == "--" and not asks


class Runner(click.Command):
    """A command for files, with the options of the calculator."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, spelled_out(self, ctx, args))


class Expressions(click.Command):
    """A command whose arguments are expressions, which may begin with a minus sign."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, sort_arguments(self, ctx, args))


def _commands_of_shell(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion of the first word: a command, for expressions cannot be guessed."""
    from click.shell_completion import CompletionItem

    if ctx.params.get("expressions"):
        return []
    names = [name for name in sorted(cli.commands) if name.startswith(incomplete)]
    return [CompletionItem(name, help=cli.commands[name].get_short_help_str()) for name in names]


def _topics_of_shell(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion of a topic of rules."""
    from click.shell_completion import CompletionItem

    from matcalc.notation.rules import TOPICS

    found = ((topic, said) for topic, said in TOPICS.items() if topic.startswith(incomplete))
    return [CompletionItem(topic, help=said) for topic, said in found]


def _rules_of_shell(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion of a rule's name."""
    from click.shell_completion import CompletionItem

    from matcalc.notation.rules import RULES

    return [CompletionItem(r.id, help=r.title) for r in RULES if r.id.startswith(incomplete)]


def _help_of_shell(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Completion of what there is help on."""
    from click.shell_completion import CompletionItem

    from matcalc.manual import CHAPTERS

    found = [CompletionItem(c.topic, help=c.summary) for c in CHAPTERS if c.topic.startswith(incomplete)]
    return found + _commands_of_shell(ctx, param, incomplete)


@click.group(
    cls=Calculator,
    invoke_without_command=True,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.argument("expressions", metavar="EXPR...", nargs=-1, shell_complete=_commands_of_shell)
@answering_options
@click.version_option(__version__, "-V", "--version", prog_name="matcalc", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, /, expressions: tuple[str, ...] = (), **values: Any) -> int:
    """Derivatives of matrix calculus, as Parr & Howard's paper writes them.

    Each EXPR is a program: declarations, definitions and expressions in Unicode, ASCII or LaTeX,
    separated by semicolons. An expression with a derivative operator is answered; with --wrt it is
    differentiated; with neither, all its partial derivatives are given. '-' or a pipe reads a
    program from standard input.
    """
    if ctx.invoked_subcommand is not None:
        return 0
    environment: Environment = ctx.obj
    if not expressions:
        if environment.stdin_tty:
            environment.write(HINT)
            return 0
    elif expressions[0] in cli.commands:
        raise click.UsageError(f"write the command first: matcalc {expressions[0]} [OPTIONS] ...", ctx)
    return _answer(environment, _sources(expressions, environment), values)


@cli.command(cls=Runner)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=files_of_shell)
@answering_options
@click.option(
    "--compare",
    is_flag=True,
    help="Compare the answers with what is written indented below their entries, and print the differences.",
)
@click.pass_obj
def run(environment: Environment, /, files: tuple[str, ...], compare: bool, **values: Any) -> int:
    """Answer the programs in files.

    A program is statements on lines of their own: declarations, definitions, expressions. Each is
    answered before the next is read; '_' is the last answer, 'ans_2' the second. What is indented
    below an expression is its answer, and not read. '#' starts a comment. '-' is standard input.
    """
    scripts = [Script(path, environment.stdin) for path in files]
    if not compare:
        return _answer(environment, scripts, values)
    if values["output"] is not None:
        raise click.UsageError("--compare prints differences, and -o writes answers: ask for one of them.")
    values = agreed(values, presentation_of)
    from matcalc.cli.answering import options_of
    from matcalc.cli.comparing import compare_scripts

    presentation = presentation_of(values)
    return compare_scripts(environment, scripts, options_of(values), presentation, _settings(values))


@cli.command(cls=Runner)
@answering_options
@EDITING
@click.pass_obj
def repl(environment: Environment, /, **values: Any) -> int:
    """Start the prompt: a conversation in which declarations, definitions and answers stay.

    matcalc alone on a terminal does the same. A pipe is read as a program.
    """
    if environment.stdin_tty:
        return _converse(environment, values)
    return _answer(environment, [Script(STDIN, environment.stdin)], values)


@cli.command(cls=Expressions)
@click.argument("expressions", metavar="EXPR...", nargs=-1)
@drawing_options
@click.pass_obj
def graph(environment: Environment, /, expressions: tuple[str, ...], **values: Any) -> int:
    """Draw the data-flow of expressions: from the variables by way of intermediate ones to the result.

    Each intermediate variable is one operation, as the paper introduces them, or a definition of the
    program. What is differentiated by is marked.
    """
    values = agreed(values, drawing_of)
    drawing = drawing_of(values)
    sources = [
        read_source(STDIN, environment) if text == STDIN else Source(text) for text in expressions or (STDIN,)
    ]
    from matcalc.cli.answering import options_of
    from matcalc.cli.graph import draw_sources

    return draw_sources(environment, sources, options_of(values), drawing)


@cli.command(cls=Expressions)
@click.argument("texts", metavar="EQUATION|FILE...", nargs=-1, shell_complete=files_of_shell)
@checking_options
@click.pass_obj
def check(environment: Environment, /, texts: tuple[str, ...], **values: Any) -> int:
    """Tell whether equations are true.

    An EQUATION is a program: declarations and definitions, and equations, of which each two neighbouring
    members are compared, a = b = c. A FILE holds a program, or is a LaTeX or Markdown document or a
    notebook, whose mathematics is read. '-' or a pipe is a program on standard input. What is false is told
    with numbers at which the sides differ.

    The exit code is 0 where all is true, 1 where an equation is false, and 2 where one that was given as an
    argument or in a program cannot be read, or it cannot be told whether it is true. What is not read in a
    document is counted, and no fault.
    """
    if not texts and environment.stdin_tty:
        raise click.UsageError("there is nothing to check: write an equation, or name a file")
    from matcalc.cli.check import check_sources

    return check_sources(environment, texts or (STDIN,), values)


@cli.command(cls=Runner)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=files_of_shell)
@weaving_options
@click.pass_obj
def weave(environment: Environment, /, files: tuple[str, ...], **values: Any) -> int:
    """Put the answers to the queries in documents below them.

    A query is a comment in LaTeX, '% matcalc: d/dx x^2', and in Markdown a block of code in the language
    matcalc or a comment, '<!-- matcalc: d/dx x^2 -->'. Its answer stands below it between two comments, and
    is replaced when it is woven again. Most options may also be said in the document: matcalc help
    documents. The woven document goes to standard output unless --in-place or -o says otherwise. '-' is
    standard input.
    """
    from matcalc.cli.weave import weave_files

    return weave_files(environment, files, values)


@cli.command()
@click.argument("place", metavar="MODULE:FUNCTION", shell_complete=files_of_shell)
@grading_options
@click.pass_obj
def grade(environment: Environment, /, place: str, **values: Any) -> int:
    """Compare a derivative that you wrote in Python with the right one, on random inputs.

    MODULE:FUNCTION is a function in a module, or file.py:function. matcalc imports the module and calls
    the function; no other command runs anything. Its parameters are named as in EXPR, and get NumPy arrays: a
    vector has one axis, a number none. It returns an array with the axes of what is differentiated and then
    those of X. Where it is wrong, what is wrong is named if it is a usual slip: a factor, a sign, a
    transpose, a term that is missing. The exit code is 0 where it is right, 1 where it is wrong.
    """
    from matcalc.cli.grade import grade_function

    return grade_function(environment, place, values)


@cli.command("help", options_metavar=None)
@click.argument("topic", metavar="[TOPIC]", required=False, shell_complete=_help_of_shell)
@click.pass_context
def help_(ctx: click.Context, topic: str | None) -> int:
    """Print a chapter of the manual, or the list of them.

    TOPIC is one of the list, or a command.
    """
    environment: Environment = ctx.obj
    assert ctx.parent is not None
    command = cli.commands.get(topic or "")
    if command is not None:
        environment.write(command.get_help(click.Context(command, info_name=topic, parent=ctx.parent)) + "\n")
    else:
        from matcalc.cli.help import print_help

        print_help(environment, topic)
    return 0


@cli.command(options_metavar=None)
@click.pass_obj
def notation(environment: Environment) -> int:
    """List the symbols and functions that can be typed."""
    from matcalc.cli.notation import print_notation

    print_notation(environment)
    return 0


@cli.command()
@click.argument("name", metavar="[RULE]", required=False, shell_complete=_rules_of_shell)
@click.option("--topic", metavar="TOPIC", shell_complete=_topics_of_shell, help="Only the rules of TOPIC.")
@click.option("-f", "--format", "format_", type=click.Choice(RULE_FORMATS), help="How they are written.")
@click.pass_obj
def rules(environment: Environment, name: str | None, topic: str | None, format_: str | None) -> int:
    """List the rules of differentiation, or show RULE at work.

    RULE is one of the names that the list begins its lines with, or a function: inverse, sin, logdet.
    """
    from matcalc.cli.rules import print_rules

    print_rules(environment, name, topic, format_)
    return 0


@cli.command(options_metavar=None)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")), required=False)
@click.pass_obj
def completion(environment: Environment, shell: str | None) -> int:
    """Print the script that completes matcalc's words in your shell.

    \b
    bash:  eval "$(matcalc completion bash)"                      in ~/.bashrc
    zsh:   eval "$(matcalc completion zsh)"                       in ~/.zshrc
    fish:  matcalc completion fish > ~/.config/fish/completions/matcalc.fish
    """
    from matcalc.cli.completion import script

    environment.write(script(cli, shell or os.path.basename(os.environ.get("SHELL", "bash"))))
    return 0


def _converse(environment: Environment, values: dict[str, Any]) -> int:
    from matcalc.cli.delivery import report
    from matcalc.cli.prompting import begin, meant, prompt_of
    from matcalc.errors import MatcalcError
    from matcalc.repl.loop import converse

    try:
        prompt = prompt_of(repl, agreed(values, meant), environment)
    except MatcalcError as error:
        report(error, error.source or "", environment)
        return REFUSED
    configuration = click.get_current_context().meta.get(FILE)
    if configuration is not None:
        begin(prompt, os.path.join(os.path.dirname(configuration), INIT))
    converse(prompt)
    return 0


def _sources(expressions: Sequence[str], environment: Environment) -> list[Source | Script]:
    """The programs given as arguments, or in a pipe where there is none."""
    stdin = Script(STDIN, environment.stdin)
    return [stdin if text == STDIN else Source(text) for text in expressions or (STDIN,)]


def _answer(environment: Environment, sources: Sequence[Source | Script], values: dict[str, Any]) -> int:
    values = agreed(values, presentation_of)
    presentation = presentation_of(values)
    from matcalc.cli.answering import answer_sources, options_of

    keep_going = values["keep_going"]
    return answer_sources(
        environment, sources, options_of(values), presentation, _settings(values), keep_going
    )


def _settings(values: dict[str, Any]) -> Callable[[], Settings]:
    """What makes settings of the values of a command, for programs that change them."""
    command = click.get_current_context().command

    def made() -> Settings:
        from matcalc.cli.prompting import settings_of

        return settings_of(command, values)

    return made


def run_command(arguments: Sequence[str] | None = None, environment: Environment | None = None) -> int:
    """The whole command: its exit code. Never raises, whatever is typed."""
    environment = environment or Environment.of_process()
    try:
        return int(cli.main(arguments, "matcalc", standalone_mode=False, obj=environment) or 0)
    except click.ClickException as error:
        error.show(environment.stderr)
        return REFUSED
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except OutputClosed:
        return BROKEN_PIPE
    except Exception as error:
        if sys.flags.dev_mode:  # python -X dev -m matcalc ...
            raise
        environment.stderr.write(f"matcalc: {fault(error)}\n")
        return REFUSED
