"""The insured category (参保身份): which of two forms takes it, and which insurances follow."""

from dataclasses import dataclass, field
from enum import StrEnum

from rules.evidence import Reasoned
from rules.explained import Because, OpenPoint
from rules.insurances import Insurance

_FORM_3, _FORM_4 = "002 §三.3", "002 §三.4"
_MUNICIPAL_ONLY = "常州市社保经办机构或12333"


class InsuredCategory(StrEnum):
    """The categories that the two forms name; OTHER for any that is on neither list as far as it can be read."""

    ENTERPRISE_EMPLOYEE = "enterprise_employee"
    INDIVIDUAL_BUSINESS = "individual_business"
    CAPACITY_CUT_WORKER = "capacity_cut_worker"
    PART_TIME_WORKER = "part_time_worker"
    MULTIPLE_EMPLOYMENT = "multiple_employment"
    CIVIL_SERVANT = "civil_servant"
    PUBLIC_INSTITUTION_STAFF = "public_institution_staff"
    SOLDIER_AWAITING_PLACEMENT = "soldier_awaiting_placement"
    RELIGIOUS_STAFF = "religious_staff"
    INTERNALLY_RETIRED = "internally_retired"
    VILLAGE_DOCTOR = "village_doctor"
    OVER_AGE_WORKER = "over_age_worker"
    NEW_EMPLOYMENT_FORM = "new_employment_form"
    OTHER = "other"

    @property
    def label(self) -> str:
        """For users, as the forms write it."""
        return _CATEGORIES[self]


class EnrollmentForm(StrEnum):
    """The form that takes a category."""

    EMPLOYEE_ENROLLMENT = "employee_enrollment"
    PERSONNEL_ENROLLMENT = "personnel_enrollment"
    NOT_LISTED = "not_listed"

    @property
    def label(self) -> str:
        """For users."""
        return _FORMS[self][0]

    @property
    def topic(self) -> str:
        """The id of the topic that tells about the form, or helps to choose."""
        return _FORMS[self][1]


_CATEGORIES = {
    InsuredCategory.ENTERPRISE_EMPLOYEE: "企业职工",
    InsuredCategory.INDIVIDUAL_BUSINESS: "个体工商户",
    InsuredCategory.CAPACITY_CUT_WORKER: "去产能人员",
    InsuredCategory.PART_TIME_WORKER: "非全日制人员",
    InsuredCategory.MULTIPLE_EMPLOYMENT: "多重工伤人员",
    InsuredCategory.CIVIL_SERVANT: "公务员/参公",
    InsuredCategory.PUBLIC_INSTITUTION_STAFF: "事业编制职工",
    InsuredCategory.SOLDIER_AWAITING_PLACEMENT: "待安置军人",
    InsuredCategory.RELIGIOUS_STAFF: "宗教教职人员",
    InsuredCategory.INTERNALLY_RETIRED: "协保/内退人员",
    InsuredCategory.VILLAGE_DOCTOR: "乡村医生",
    InsuredCategory.OVER_AGE_WORKER: "超龄工伤",
    InsuredCategory.NEW_EMPLOYMENT_FORM: "新业态工伤（常州）",
    InsuredCategory.OTHER: "其他",
}
_FORMS = {
    EnrollmentForm.EMPLOYEE_ENROLLMENT: ("用人单位用工参保登记", "filing.enrol"),
    EnrollmentForm.PERSONNEL_ENROLLMENT: ("人员参保登记", "filing.special_enrol"),
    EnrollmentForm.NOT_LISTED: ("两张表上都没有看到，以网厅选项为准", "filing.which_module"),
}
_ON_FORM_3 = {
    InsuredCategory.ENTERPRISE_EMPLOYEE,
    InsuredCategory.INDIVIDUAL_BUSINESS,
    InsuredCategory.CAPACITY_CUT_WORKER,
    InsuredCategory.PART_TIME_WORKER,
    InsuredCategory.MULTIPLE_EMPLOYMENT,
}
_WORK_INJURY = (Insurance.WORK_INJURY,)
_ON_PORTAL = "domain 2023年12月以来的分工（B）"
_CERTAIN = {
    InsuredCategory.ENTERPRISE_EMPLOYEE: (
        (Insurance.PENSION, Insurance.UNEMPLOYMENT, Insurance.WORK_INJURY),
        _ON_PORTAL,
    ),
    InsuredCategory.PART_TIME_WORKER: (_WORK_INJURY, _FORM_3),
    InsuredCategory.MULTIPLE_EMPLOYMENT: (_WORK_INJURY, _FORM_3),
    InsuredCategory.OVER_AGE_WORKER: (_WORK_INJURY, _FORM_4),
    InsuredCategory.NEW_EMPLOYMENT_FORM: (_WORK_INJURY, _FORM_4),
}
_ONE_OR_BOTH = {InsuredCategory.CIVIL_SERVANT, InsuredCategory.PUBLIC_INSTITUTION_STAFF}


@dataclass(frozen=True)
class CategoryForm(Reasoned):
    """Where a category is filed.

    Args:
        insurances: those that apply for certain; where empty, an open point says what is known.
        possible: those among which the bureau's system chooses, where the guide leaves it open.
    """

    outcome: EnrollmentForm
    insured_category: InsuredCategory
    insurances: tuple[Insurance, ...]
    possible: tuple[Insurance, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...] = field(init=False)


def category_form(insured_category: InsuredCategory) -> CategoryForm:
    """The form for a category, and the insurances that follow from it.

    The portal matches the insurances to the category by itself; medical insurance is filed elsewhere.

    Source: 002 §三.3, §三.4; domain.md Form fields
    """
    form = _form(insured_category)
    insurances, source = _CERTAIN.get(insured_category, ((), ""))
    possible = (Insurance.UNEMPLOYMENT, Insurance.WORK_INJURY) if insured_category in _ONE_OR_BOTH else ()
    points = _open_points(insured_category)
    why = Because.later(lambda: _because(insured_category, form, insurances, source, possible))
    return CategoryForm(form, insured_category, insurances, possible, why, points)


def _because(
    category: InsuredCategory,
    form: EnrollmentForm,
    insurances: tuple[Insurance, ...],
    source: str,
    possible: tuple[Insurance, ...],
) -> Because:
    steps = [Because(_list_text(form), _FORM_3 if form is EnrollmentForm.EMPLOYEE_ENROLLMENT else _FORM_4)]
    if insurances:
        steps.append(Because(f"险种：{_names(insurances)}，由系统按参保身份匹配。", source))
    if possible:
        steps.append(Because(f"险种在{_names(possible)}当中，由系统按参保身份匹配。", _FORM_4))
    steps.append(Because("医疗和生育不在人社网厅办，请找医保局（12393）。", _ON_PORTAL))
    return Because(f"参保身份“{category.label}”：{form.label}。", parts=tuple(steps))


def _form(category: InsuredCategory) -> EnrollmentForm:
    if category is InsuredCategory.OTHER:
        return EnrollmentForm.NOT_LISTED
    on_form_3 = category in _ON_FORM_3
    return EnrollmentForm.EMPLOYEE_ENROLLMENT if on_form_3 else EnrollmentForm.PERSONNEL_ENROLLMENT


def _list_text(form: EnrollmentForm) -> str:
    if form is EnrollmentForm.NOT_LISTED:
        return "能看清的选项里没有这一种；人员参保登记的选项有一个看不清。"
    return f"{form.label}的参保身份选项里有这一种。"


def _names(insurances: tuple[Insurance, ...]) -> str:
    return "、".join(insurance.label for insurance in insurances)


def _open_points(category: InsuredCategory) -> tuple[OpenPoint, ...]:
    if category is InsuredCategory.OTHER:
        readings = ("普通职工：用人单位用工参保登记", "特殊身份：人员参保登记")
        return (OpenPoint("这种参保身份归哪张表，指南没有写，以网厅选项为准。", readings),)
    if category is InsuredCategory.NEW_EMPLOYMENT_FORM:
        return (OpenPoint("这个选项只写了常州，其他市能不能用，指南没有写。", (), _MUNICIPAL_ONLY),)
    if category in _ONE_OR_BOTH:
        readings = ("失业、工伤都参加", "只参加其中一种")
        return (OpenPoint("在编人员两个险种都参加还是只参加一种，指南没有写明。", readings),)
    if category not in _CERTAIN:
        return (OpenPoint("这种参保身份有哪些险种，指南没有写，以系统匹配的为准。", ()),)
    return ()
