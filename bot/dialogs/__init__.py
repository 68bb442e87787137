"""The contents: every dialog of the house, in the order of the public topics."""

from __future__ import annotations

from bot.dialogs.add_operator import AddOperator
from bot.dialogs.back_payment import BackPayment
from bot.dialogs.batch_filing import BatchFiling, BatchTemplate
from bot.dialogs.bind_employer import BindEmployer
from bot.dialogs.enroll_employee import EnrollEmployee
from bot.dialogs.enroll_in_advance import EnrollInAdvance
from bot.dialogs.enroll_in_project import EnrollInProject
from bot.dialogs.enroll_personnel import EnrollPersonnel
from bot.dialogs.export_data import ExportData
from bot.dialogs.filing_history import FilingHistory
from bot.dialogs.filing_steps import FilingDialog
from bot.dialogs.flexible_employment import FlexibleEmployment
from bot.dialogs.forgot_person_password import ForgotPersonPassword
from bot.dialogs.forgot_unit_password import ForgotUnitPassword
from bot.dialogs.household_registration_empty import HouseholdRegistrationEmpty
from bot.dialogs.identity_mismatch import IdentityMismatch
from bot.dialogs.link_channels import LinkChannels
from bot.dialogs.login_failed import LoginFailed
from bot.dialogs.missing_payment_record import MissingPaymentRecord
from bot.dialogs.multiple_persons import MultiplePersons
from bot.dialogs.my_calendar import MyCalendar
from bot.dialogs.my_channels import MyChannelsDialog
from bot.dialogs.no_basic_info import NoBasicInfo
from bot.dialogs.pension_already_insured import PensionAlreadyInsured
from bot.dialogs.raise_base import RaiseBase
from bot.dialogs.reach_a_person import ReachAPerson
from bot.dialogs.record_person import RecordPerson
from bot.dialogs.register_insurance import RegisterInsurance
from bot.dialogs.register_person import RegisterPerson
from bot.dialogs.register_unit import RegisterUnit
from bot.dialogs.reminders import ReminderSwitch
from bot.dialogs.review_failed import ReviewFailed
from bot.dialogs.roll_back import RollBack
from bot.dialogs.suspend_coverage import SuspendCoverage
from bot.dialogs.switch_employer import SwitchEmployer, UnbindEmployer
from bot.dialogs.take_paper import TakePaper
from bot.dialogs.transfer_dispatch import TransferDispatch
from bot.dialogs.unemployment_benefit_paid import UnemploymentBenefitPaid
from bot.dialogs.unknown_error import UnknownError
from bot.dialogs.which_module import WhichModule
from bot.engine.dialog import Registry

DIALOGS = Registry(
    [
        RegisterUnit,
        RegisterPerson,
        ReviewFailed,
        IdentityMismatch,
        ForgotUnitPassword,
        ForgotPersonPassword,
        LoginFailed,
        AddOperator,
        BindEmployer,
        SwitchEmployer,
        UnbindEmployer,
        FilingHistory,
        TakePaper,
        ExportData,
        MyCalendar,
        ReminderSwitch,
        LinkChannels,
        MyChannelsDialog,
        BatchTemplate,
        BatchFiling,
        WhichModule,
        RegisterInsurance,
        RecordPerson,
        EnrollEmployee,
        EnrollPersonnel,
        SuspendCoverage,
        RollBack,
        RaiseBase,
        TransferDispatch,
        EnrollInProject,
        EnrollInAdvance,
        BackPayment,
        MissingPaymentRecord,
        NoBasicInfo,
        PensionAlreadyInsured,
        MultiplePersons,
        UnemploymentBenefitPaid,
        FlexibleEmployment,
        HouseholdRegistrationEmpty,
        UnknownError,
        ReachAPerson,
    ]
)
_FILING = (FilingDialog, BatchFiling, BatchTemplate)
WITHOUT_FILING = Registry(dialog for dialog in DIALOGS if not issubclass(dialog, _FILING))
"""What is left where no bureau is connected, and nothing prepared for one."""
FORMS = {dialog.key: dialog for dialog in DIALOGS if dialog.as_form is not None}
"""The dialogs whose fields a sheet may fill in, by key."""
