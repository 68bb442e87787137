"""The tables of the simulated bureau."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes its tables, empty: the bureau fills them when it is first opened."""
    _make_registry()
    _make_people()
    _make_filings()


def _make_registry() -> None:
    op.create_table(
        "sim_counters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sim_counters"),
        comment="Whoever writes raises 'filing' first, and so writes alone until the end of the transaction.",
    )
    op.create_table(
        "sim_switches",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sim_switches"),
    )
    op.create_table(
        "sim_employers",
        sa.Column("credit_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("industry_class", sa.String()),
        sa.Column("is_agency", sa.Boolean(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("registration_fails", sa.Boolean(), nullable=False),
        sa.Column("filing", sa.String()),
        sa.PrimaryKeyConstraint("credit_code", name="pk_sim_employers"),
        comment="registration: none, pending, done; filing: the one by which it came about.",
    )
    op.create_table(
        "sim_hosts",
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("employer", "code", name="pk_sim_hosts"),
        _employer("sim_hosts"),
        comment="Host employers (实际用工单位) of an agency.",
    )
    op.create_table(
        "sim_operators",
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("identity_number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("first_login_done", sa.Boolean(), nullable=False),
        sa.Column("modules", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("employer", "identity_number", name="pk_sim_operators"),
        _employer("sim_operators"),
        comment="modules: the matters granted (授权事项), by their topic ids.",
    )
    op.create_table(
        "sim_projects",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("cost", sa.String(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_sim_projects"),
        _employer("sim_projects"),
    )
    op.create_index("ix_sim_projects_employer", "sim_projects", ["employer"])


def _make_people() -> None:
    op.create_table(
        "sim_persons",
        sa.Column("person_number", sa.String(), nullable=False),
        sa.Column("identity_number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("household_registration_type", sa.String(), nullable=False),
        sa.Column("female_post", sa.String()),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("ended_insurances", sa.JSON(), nullable=False),
        sa.Column("unusable", sa.Boolean(), nullable=False),
        sa.Column("police_down_until", sa.Integer()),
        sa.Column("review_refusal", sa.String(), nullable=False),
        sa.Column("filing", sa.String()),
        sa.PrimaryKeyConstraint("person_number", name="pk_sim_persons"),
        comment="record (人员基础信息): none, pending, done. Several rows may have one identity number.",
    )
    op.create_index("ix_sim_persons_identity_number", "sim_persons", ["identity_number"])
    op.create_index("ix_sim_persons_filing", "sim_persons", ["filing"])
    op.create_table(
        "sim_enrollments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("insurance", sa.String(), nullable=False),
        sa.Column("first_month", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("filing", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("ended_by", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_sim_enrollments"),
        _person("sim_enrollments"),
        comment="One row an insurance; employer is empty for a flexible worker (灵活就业人员).",
    )
    op.create_index("ix_sim_enrollments_person", "sim_enrollments", ["person"])
    op.create_index("ix_sim_enrollments_filing", "sim_enrollments", ["filing"])
    op.create_index("ix_sim_enrollments_ended_by", "sim_enrollments", ["ended_by"])
    op.create_index("ix_sim_enrollments_employer", "sim_enrollments", ["employer", "state"])
    op.create_table(
        "sim_bases",
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("filing", sa.String(), nullable=False),
        sa.Column("first_month", sa.String(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("employer", "person", "filing", name="pk_sim_bases"),
        _employer("sim_bases"),
        _person("sim_bases"),
    )
    op.create_index("ix_sim_bases_person", "sim_bases", ["person"])
    op.create_table(
        "sim_benefits",
        sa.Column("identity_number", sa.String(), nullable=False),
        sa.Column("first_month", sa.String(), nullable=False),
        sa.Column("last_month", sa.String()),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("identity_number", "first_month", name="pk_sim_benefits"),
        comment="Months of unemployment benefit (失业金), to last_month, or on and on where there is none.",
    )
    op.create_table(
        "sim_project_workers",
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("entry_day", sa.Date(), nullable=False),
        sa.Column("exit_day", sa.Date()),
        sa.Column("filing", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("project", "person", name="pk_sim_project_workers"),
        sa.ForeignKeyConstraint(["project"], ["sim_projects.code"], name="fk_sim_project_workers_project"),
        _person("sim_project_workers"),
    )
    op.create_index("ix_sim_project_workers_person", "sim_project_workers", ["person"])


def _make_filings() -> None:
    op.create_table(
        "sim_filings",
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("number", sa.String()),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("identity_number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("refusal", sa.JSON()),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.Column("due_at", sa.String()),
        sa.PrimaryKeyConstraint("request", name="pk_sim_filings"),
        sa.UniqueConstraint("number", name="uq_sim_filings_number"),
        comment=(
            "verdict: why the review will refuse, at due_at; identity_number is masked where there is no such person."
        ),
    )
    op.create_index("ix_sim_filings_due_at", "sim_filings", ["due_at"])
    op.create_index("ix_sim_filings_employer", "sim_filings", ["employer", "at"])
    op.create_table(
        "sim_codes",
        sa.Column("credit_code", sa.String(), nullable=False),
        sa.Column("identity_number", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("expires_at", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("credit_code", "identity_number", name="pk_sim_codes"),
        comment="A 绑定码 is computed from nonce under a key that is not here; nonce is empty once it is used up.",
    )


def _employer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["employer"], ["sim_employers.credit_code"], name=f"fk_{table}_employer")


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person"], ["sim_persons.person_number"], name=f"fk_{table}_person")
