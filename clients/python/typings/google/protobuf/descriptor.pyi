from typing import Any, Mapping, Sequence

class EnumValueDescriptor:
    name: str
    number: int

class EnumDescriptor:
    name: str
    values: Sequence[EnumValueDescriptor]
    values_by_name: Mapping[str, EnumValueDescriptor]
    values_by_number: Mapping[int, EnumValueDescriptor]

class FieldDescriptor:
    CPPTYPE_INT32: int
    CPPTYPE_INT64: int
    CPPTYPE_STRING: int
    LABEL_REPEATED: int
    name: str
    label: int
    cpp_type: int
    has_presence: bool
    enum_type: EnumDescriptor | None
    message_type: Descriptor | None

class Descriptor:
    name: str
    full_name: str
    fields: Sequence[FieldDescriptor]
    fields_by_name: Mapping[str, FieldDescriptor]

class MethodDescriptor:
    name: str
    input_type: Descriptor
    output_type: Descriptor

class ServiceDescriptor:
    full_name: str
    methods: Sequence[MethodDescriptor]

class FileDescriptor:
    enum_types_by_name: Mapping[str, EnumDescriptor]
    services_by_name: Mapping[str, ServiceDescriptor]
