"""The simulated bureau's own tables. All people in them are fictitious: the numbers of others never come in here.

Days are dates, months and amounts text, instants ISO text in UTC, so that they sort.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, MetaData, String, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _employer(primary_key: bool = False, index: bool = False) -> Column[str]:
    owner = ForeignKey("sim_employers.credit_code")
    return Column("employer", String, owner, primary_key=primary_key, index=index, nullable=False)


def _person(primary_key: bool = False, index: bool = False) -> Column[str]:
    owner = ForeignKey("sim_persons.person_number")
    return Column("person", String, owner, primary_key=primary_key, index=index, nullable=False)


counters = Table(
    "sim_counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
    comment="Whoever writes raises 'filing' first, and so writes alone until the end of the transaction.",
)

switches = Table(
    "sim_switches",
    metadata,
    Column("name", String, primary_key=True),
    Column("on", Boolean, nullable=False),
)

employers = Table(
    "sim_employers",
    metadata,
    Column("credit_code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("region", String, nullable=False),
    Column("industry_class", String),
    Column("is_agency", Boolean, nullable=False),
    Column("registration", String, nullable=False),
    Column("registration_fails", Boolean, nullable=False),
    Column("filing", String),
    comment="registration: none, pending, done; filing: the one by which it came about.",
)

hosts = Table(
    "sim_hosts",
    metadata,
    _employer(primary_key=True),
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    comment="Host employers (实际用工单位) of an agency.",
)

operators = Table(
    "sim_operators",
    metadata,
    _employer(primary_key=True),
    Column("identity_number", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("first_login_done", Boolean, nullable=False),
    Column("modules", JSON, nullable=False),
    Column("mobile", String, nullable=False, server_default=""),
    comment="modules: the matters granted (授权事项), by their topic ids.",
)

persons = Table(
    "sim_persons",
    metadata,
    Column("person_number", String, primary_key=True),
    Column("identity_number", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("record", String, nullable=False),
    Column("household_registration_type", String, nullable=False),
    Column("female_post", String),
    Column("retired", Boolean, nullable=False),
    Column("ended_insurances", JSON, nullable=False),
    Column("unusable", Boolean, nullable=False),
    Column("police_down_until", Integer),
    Column("review_refusal", String, nullable=False),
    Column("filing", String, index=True),
    comment="record (人员基础信息): none, pending, done. Several rows may have one identity number.",
)

enrollments = Table(
    "sim_enrollments",
    metadata,
    Column("id", String, primary_key=True),
    _person(index=True),
    Column("employer", String, nullable=False),
    Column("category", String, nullable=False),
    Column("insurance", String, nullable=False),
    Column("first_month", String, nullable=False),
    Column("state", String, nullable=False),
    Column("host", String, nullable=False),
    Column("filing", String, nullable=False, index=True),
    Column("ended_on", Date),
    Column("ended_by", String, index=True),
    Index("ix_sim_enrollments_employer", "employer", "state"),
    comment="One row an insurance; employer is empty for a flexible worker (灵活就业人员).",
)

bases = Table(
    "sim_bases",
    metadata,
    _employer(primary_key=True),
    _person(primary_key=True, index=True),
    Column("filing", String, primary_key=True),
    Column("first_month", String, nullable=False),
    Column("amount", String, nullable=False),
)

benefits = Table(
    "sim_benefits",
    metadata,
    Column("identity_number", String, primary_key=True),
    Column("first_month", String, primary_key=True),
    Column("last_month", String),
    Column("returned", Boolean, nullable=False),
    comment="Months of unemployment benefit (失业金), to last_month, or on and on where there is none.",
)

projects = Table(
    "sim_projects",
    metadata,
    Column("code", String, primary_key=True),
    _employer(index=True),
    Column("name", String, nullable=False),
    Column("region_code", String, nullable=False),
    Column("cost", String, nullable=False),
    Column("begins", Date, nullable=False),
    Column("ends", Date, nullable=False),
)

workers = Table(
    "sim_project_workers",
    metadata,
    Column("project", String, ForeignKey("sim_projects.code"), primary_key=True),
    _person(primary_key=True, index=True),
    Column("entry_day", Date, nullable=False),
    Column("exit_day", Date),
    Column("filing", String, nullable=False),
)

filings = Table(
    "sim_filings",
    metadata,
    Column("request", String, primary_key=True),
    Column("number", String, unique=True),
    Column("module", String, nullable=False),
    Column("employer", String, nullable=False),
    Column("operator", String, nullable=False),
    Column("identity_number", String, nullable=False),
    Column("name", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("standing", String, nullable=False),
    Column("refusal", JSON(none_as_null=True)),
    Column("facts", JSON, nullable=False),
    Column("verdict", String, nullable=False),
    Column("at", String, nullable=False),
    Column("changed_at", String, nullable=False),
    Column("due_at", String, index=True),
    Index("ix_sim_filings_employer", "employer", "at"),
    comment="verdict: why the review will refuse, at due_at; identity_number is masked where there is no such person.",
)

codes = Table(
    "sim_codes",
    metadata,
    Column("credit_code", String, primary_key=True),
    Column("identity_number", String, primary_key=True),
    Column("nonce", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    comment="A 绑定码 is computed from nonce under a key that is not here; nonce is empty once it is used up.",
)

papers = Table(
    "sim_papers",
    metadata,
    Column("number", String, primary_key=True),
    Column("code_hash", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("employer", String, nullable=False),
    Column("name", String, nullable=False),
    Column("issued_on", Date, nullable=False),
    comment="What a third party sees who verifies a paper: name is masked.",
)
